import { PortError, type PortErrorCode } from "../../../ports/port-error.ts";

interface Cause {
  readonly code: PortErrorCode;
  readonly says: string;
}

// The lower byte of a result code of SQLite (sqlite.org/rescode.html); the upper ones tell details.
const causes: ReadonlyMap<number, Cause> = new Map([
  [3, { code: "unauthorized", says: "may not be written to" }],
  [5, { code: "conflict", says: "is in use by another run: try again when it is done" }],
  [6, { code: "conflict", says: "is in use by another run: try again when it is done" }],
  [8, { code: "unauthorized", says: "may not be written to" }],
  [10, { code: "unreachable", says: "cannot be read or written" }],
  [11, { code: "bad-answer", says: "is damaged: delete it, and the next run reads everything again" }],
  [13, { code: "rejected", says: "does not fit on its disk, which is full" }],
  [14, { code: "unreachable", says: "cannot be opened" }],
  [26, { code: "bad-answer", says: "is no store of OptPass: name another folder" }],
]);

/** A PortError for what SQLite says of the file, or what was thrown as it is where that is a bug. */
export function sqliteFailure(file: string, thrown: unknown): unknown {
  const cause = causes.get(resultCode(thrown) & 0xff);
  if (cause === undefined) return thrown;
  const retryable = cause.code === "conflict";
  return new PortError("store", cause.code, `the store ${file} ${cause.says}`, {
    cause: thrown,
    retryable,
  });
}

function resultCode(thrown: unknown): number {
  if (!(thrown instanceof Error) || !("errcode" in thrown)) return 0;
  return typeof thrown.errcode === "number" ? thrown.errcode : 0;
}
