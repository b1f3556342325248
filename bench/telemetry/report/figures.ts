import type { Measurement } from "../measure.ts";

/** One figure of a measurement, and how its column is headed. */
export interface Figure {
  readonly heading: string;
  readonly of: (measurement: Measurement) => number;
  readonly show: (value: number) => string;
}

const count = (value: number) => Math.round(value).toLocaleString("en");

/** What a pass costs, in the order of the tables. */
export const figures = [
  { heading: "requests", of: (one) => one.requests, show: count },
  { heading: "wall", of: (one) => one.seconds, show: seconds },
  { heading: "server CPU", of: (one) => one.serverCpuSeconds, show: seconds },
  { heading: "client CPU", of: (one) => one.clientCpuSeconds, show: seconds },
  { heading: "wire", of: (one) => one.bytes, show: megabytes },
  { heading: "server memory on top", of: (one) => one.serverAddedBytes, show: megabytes },
  { heading: "server resident, peak", of: (one) => one.serverRssBytes, show: megabytes },
  { heading: "client resident, peak", of: (one) => one.peakRssBytes, show: megabytes },
] as const satisfies readonly Figure[];

export function seconds(value: number): string {
  return `${significant(value)} s`;
}

export function megabytes(bytes: number): string {
  return `${significant(bytes / 1e6)} MB`;
}

export function ratio(value: number): string {
  return `${significant(value)}x`;
}

/** Three digits that mean something. */
export function significant(value: number): string {
  if (!Number.isFinite(value)) return "-";
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return `${Number(value.toPrecision(3))}`;
}
