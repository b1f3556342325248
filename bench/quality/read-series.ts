import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Usage of one container over time, ascending, each moment once. */
export interface Series {
  readonly name: string;
  /** Unix seconds. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** What was read, and in sentences what was not. */
export interface Read<T> {
  readonly read: T;
  readonly leftOut: readonly string[];
}

// A month of every second is 75 MB of text; a string of Node holds 512 MB.
const mostBytes = 256 * 2 ** 20;

/**
 * Reads every `*.csv` of a folder and the folders in it: `timestamp,value` a line, one file a container, with or
 * without a head line. Throws where a line is something else.
 */
export function readFolder(folder: string): Read<readonly Series[]> {
  const files = csvFilesOf(folder);
  if (files.length === 0) throw new Error(`${folder} has no file that ends in .csv`);
  const all = files.map((file) => {
    const { size } = statSync(join(folder, file));
    if (size > mostBytes) throw new Error(`${file} has ${size} bytes; ${mostBytes} are read at most`);
    return parseSeries(file, readFileSync(join(folder, file), "utf8"));
  });
  return {
    read: all.flatMap(({ read }) => (read === null ? [] : [read])),
    leftOut: all.flatMap(({ leftOut }) => leftOut),
  };
}

function csvFilesOf(folder: string): readonly string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new Error(`${folder} is no folder`);
  }
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.toLowerCase().endsWith(".csv"))
    .filter((file) => statSync(join(folder, file), { throwIfNoEntry: false })?.isFile() === true)
    .sort();
}

/** One file. What is no measurement (empty, not a number, infinite, negative) is left out, and `null` has none. */
export function parseSeries(name: string, text: string): Read<Series | null> {
  const { samples, unmeasured } = samplesOf(name, text);
  // Stable: of samples of one moment, the one that stands last in the file is kept.
  const ascending = samples.sort((left, right) => left.time - right.time);
  const kept = ascending.filter(({ time }, index) => ascending[index + 1]?.time !== time);
  const leftOut = [
    ...(unmeasured > 0 ? [`${name}: ${unmeasured} lines without a measurement (empty, NaN, negative)`] : []),
    ...(kept.length < ascending.length
      ? [`${name}: ${ascending.length - kept.length} samples of a moment that comes again`]
      : []),
  ];
  if (kept.length === 0) return { read: null, leftOut: [...leftOut, `${name}: all of it, it has no sample`] };
  const read = {
    name,
    times: Float64Array.from(kept, ({ time }) => time),
    values: Float64Array.from(kept, ({ value }) => value),
  };
  return { read, leftOut };
}

interface Sample {
  readonly time: number;
  readonly value: number;
}

function samplesOf(name: string, text: string): { readonly samples: Sample[]; readonly unmeasured: number } {
  const samples: Sample[] = [];
  let unmeasured = 0;
  let isHead = true;
  for (const [index, line] of linesOf(text)) {
    const [timestamp = "", number] = line.split(",");
    const time = parseTime(timestamp.trim());
    const value = number === undefined ? null : parseValue(number.trim());
    if (time !== null && value !== null) {
      if (value >= 0 && value < Infinity) samples.push({ time, value });
      else unmeasured += 1;
    } else if (!isHead || time !== null) {
      throw new Error(`${name}:${index} is not "timestamp,value": ${line.slice(0, 60)}`);
    }
    isHead = false;
  }
  return { samples, unmeasured };
}

/** Lines that say something, with their numbers, one at a time: a file may have millions. */
function* linesOf(text: string): Generator<readonly [number: number, line: string]> {
  let number = 0;
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    const line = text.slice(start, end < 0 ? text.length : end).trim();
    number += 1;
    if (line !== "" && !line.startsWith("#")) yield [number, line];
    start = end < 0 ? text.length : end + 1;
  }
}

/** `null` if it is no number and no way to say that there is none. */
function parseValue(text: string): number | null {
  if (/^(?:nan|null|na|[+-]?inf(?:inity)?)?$/i.test(text)) return Number.NaN;
  const value = Number(text);
  return Number.isNaN(value) ? null : value;
}

// Unix seconds have fewer than twelve digits until the year 5138, milliseconds at least twelve since 1973, and so on.
const units: readonly (readonly [least: number, aSecond: number])[] = [
  [1e17, 1e9],
  [1e14, 1e6],
  [1e11, 1e3],
];

/** Unix time in seconds or a fraction of them, or a date and time in ISO 8601, with `T` or a blank; UTC without a zone. */
function parseTime(text: string): number | null {
  if (/^\d+(\.\d+)?$/.test(text)) {
    const number = Number(text);
    const [, aSecond] = units.find(([least]) => number >= least) ?? [0, 1];
    return number / aSecond;
  }
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?$/.exec(text);
  if (match === null) return null;
  const millis = Date.parse(`${match[1]}T${match[2]}${match[3] ?? "Z"}`);
  return Number.isFinite(millis) ? millis / 1000 : null;
}
