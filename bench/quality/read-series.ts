import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Usage of one container over time, ascending, each moment once. */
export interface Series {
  readonly name: string;
  /** Unix seconds. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** Reads every `*.csv` of a folder: `timestamp,value` a line, one file a container, with or without a head line. */
export function readFolder(folder: string): readonly Series[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".csv"))
    .sort();
  if (files.length === 0) throw new Error(`${folder} has no file that ends in .csv`);
  return files.map((file) => parseSeries(file, readFileSync(join(folder, file), "utf8")));
}

export function parseSeries(name: string, text: string): Series {
  const samples = new Map<number, number>();
  for (const [index, line] of text.split("\n").entries()) {
    const [timestamp = "", number = ""] = line.trim().split(",");
    const time = parseTime(timestamp.trim());
    const value = number.trim() === "" ? Number.NaN : Number(number);
    if (time === null || !Number.isFinite(value)) {
      if (line.trim() === "" || index === 0) continue;
      throw new Error(`${name}:${index + 1} is not "timestamp,value": ${line.slice(0, 60)}`);
    }
    if (value < 0) throw new Error(`${name}:${index + 1} has negative usage: ${value}`);
    samples.set(time, value);
  }
  const ascending = [...samples].sort(([left], [right]) => left - right);
  if (ascending.length === 0) throw new Error(`${name} has no sample`);
  return {
    name,
    times: Float64Array.from(ascending, ([time]) => time),
    values: Float64Array.from(ascending, ([, value]) => value),
  };
}

// Unix times in milliseconds have thirteen digits until the year 2286.
const leastMillis = 1e11;

/** Unix seconds or milliseconds, or a date and time in ISO 8601, with `T` or a blank; without a zone it is UTC. */
function parseTime(text: string): number | null {
  if (/^\d+(\.\d+)?$/.test(text)) {
    const number = Number(text);
    return number >= leastMillis ? number / 1000 : number;
  }
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?$/.exec(text);
  if (match === null) return null;
  const millis = Date.parse(`${match[1]}T${match[2]}${match[3] ?? "Z"}`);
  return Number.isFinite(millis) ? millis / 1000 : null;
}
