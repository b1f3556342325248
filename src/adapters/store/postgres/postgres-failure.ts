import { PortError, type PortErrorCode } from "../../../ports/port-error.ts";

interface Cause {
  readonly code: PortErrorCode;
  readonly says: string;
  readonly retryable?: true;
}

const away: Cause = { code: "unreachable", says: "cannot be reached", retryable: true };
const inUse: Cause = {
  code: "conflict",
  says: "is in use by another process: try again when it is done",
  retryable: true,
};

// SQLSTATE (appendix A of PostgreSQL's manual), what Node says of connections, and what the driver says in words only.
const causes: readonly (readonly [RegExp, Cause])[] = [
  [/^28P01$/, { code: "unauthorized", says: "does not take this user with this password" }],
  [/^28/, { code: "unauthorized", says: "does not let this user in from here" }],
  [/^3D000$/, { code: "not-found", says: "does not exist: create the database first" }],
  [/^25006$/, { code: "unauthorized", says: "may only be read: is it a standby?" }],
  [/^42501$/, { code: "unauthorized", says: "does not let this user make or write its tables" }],
  [/^3F000$/, { code: "not-found", says: "has no schema that tables can be made in" }],
  [/^(?:40001|40P01|55P03)$/, inUse],
  [/^57014$/, { code: "timeout", says: "took too long", retryable: true }],
  [/^25P03$/, { code: "timeout", says: "ended a transaction that took too long", retryable: true }],
  [/^53300$/, { code: "unreachable", says: "has no connection left for us", retryable: true }],
  [/^53100$/, { code: "rejected", says: "does not fit on its disk, which is full" }],
  [/^(?:08|57P)/, away],
  [/^(?:ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT|EACCES)/, away],
  [/^ETIMEDOUT$/, { code: "timeout", says: "does not answer", retryable: true }],
  [
    /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/,
    { code: "unreachable", says: "shows a certificate that is not trusted" },
  ],
  [/does not support SSL/, { code: "rejected", says: "does not speak TLS, which its address asks for" }],
  [
    /timeout exceeded when trying to connect|connection timeout|Query read timeout/,
    { code: "timeout", says: "does not answer", retryable: true },
  ],
  [/Connection terminated|not queryable|Client was closed/, away],
  [
    /SASL|password must be a string/,
    { code: "unauthorized", says: "asks for a password that we were not given" },
  ],
];

/** A PortError for what a PostgreSQL or the way to it says, or what was thrown as it is where that is a bug. */
export function postgresFailure(name: string, thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown instanceof PortError) return thrown;
  const cause = causeOf(thrown);
  if (cause === undefined) return thrown;
  const { code, says, retryable = false } = cause;
  return new PortError("store", code, `the store ${name} ${says}`, { cause: thrown, retryable });
}

/** Two transactions were in each other's way, and one of them has to begin anew. */
export function isCollision(thrown: unknown): boolean {
  return thrown instanceof Error && /^(?:40001|40P01)$/.test(codeOf(thrown));
}

function causeOf(thrown: Error): Cause | undefined {
  // All addresses of a host were tried, and each failed for a reason of its own.
  const first =
    thrown instanceof AggregateError && thrown.errors[0] instanceof Error ? thrown.errors[0] : thrown;
  const code = codeOf(first);
  const text = code === "" ? first.message : code;
  return causes.find(([pattern]) => pattern.test(text))?.[1];
}

function codeOf(thrown: Error): string {
  return "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";
}
