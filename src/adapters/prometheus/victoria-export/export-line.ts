import type { Labels } from "../../../core/model/index.ts";
import { MalformedAnswer, type SeriesPiece } from "../raw-samples/index.ts";

/**
 * Reads a line of an export: `{"metric":{...},"values":[...],"timestamps":[...]}`, times in Unix milliseconds.
 * Throws MalformedAnswer where it is something else; words of the server are passed on in it.
 */
export function readExportLine(line: string): SeriesPiece {
  const { metric, values, timestamps, error } = recordOf(parse(line), "line");
  if (metric === undefined && typeof error === "string") throw new MalformedAnswer("holds an error", error);
  const labels = labelsOf(metric);
  if (!Array.isArray(values) || !Array.isArray(timestamps) || values.length !== timestamps.length)
    throw new MalformedAnswer("holds a line whose values and timestamps do not match");
  return {
    key: JSON.stringify(Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1))),
    labels: () => labels,
    appendTo: (samples) => {
      samples.reserve(values.length);
      const start = samples.length;
      for (let index = 0; index < values.length; index += 1) {
        samples.times[start + index] = timeOf(timestamps[index]) / 1000;
        samples.values[start + index] = amountOf(values[index]);
      }
      samples.length += values.length;
      return false;
    },
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Old versions write infinities without quotes.
  }
  try {
    return JSON.parse(quoteSpecials(line));
  } catch {
    throw new MalformedAnswer("holds a line that is not JSON", line.startsWith("{") ? null : line);
  }
}

// A quote within a label is escaped, so that no label looks like the beginning of the values.
function quoteSpecials(line: string): string {
  const start = line.indexOf(',"values":[');
  const end = line.indexOf("]", start);
  if (start === -1 || end === -1) return line;
  const values = line.slice(start, end).replace(/[-+]?(?:Inf(?:inity)?|NaN)\b/gi, (word) => `"${word}"`);
  return line.slice(0, start) + values + line.slice(end);
}

function timeOf(time: unknown): number {
  if (typeof time === "number" && Number.isSafeInteger(time)) return time;
  throw new MalformedAnswer("holds a malformed timestamp");
}

const words: ReadonlyMap<unknown, number> = new Map([
  ["infinity", Number.POSITIVE_INFINITY],
  ["+infinity", Number.POSITIVE_INFINITY],
  ["inf", Number.POSITIVE_INFINITY],
  ["+inf", Number.POSITIVE_INFINITY],
  ["-infinity", Number.NEGATIVE_INFINITY],
  ["-inf", Number.NEGATIVE_INFINITY],
  ["nan", Number.NaN],
]);

function amountOf(value: unknown): number {
  if (typeof value === "number") return value;
  // NaN, and stale markers.
  if (value === null) return Number.NaN;
  const word = typeof value === "string" ? words.get(value.toLowerCase()) : undefined;
  if (word !== undefined) return word;
  throw new MalformedAnswer("holds a malformed sample value");
}

// Without a prototype: a label may be called `constructor` or `__proto__`.
function labelsOf(metric: unknown): Labels {
  const labels: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(recordOf(metric, "label set"))) {
    if (typeof value !== "string") throw new MalformedAnswer("has a malformed label value");
    labels[name] = value;
  }
  return labels;
}

function recordOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new MalformedAnswer(`has a malformed ${what}`);
}
