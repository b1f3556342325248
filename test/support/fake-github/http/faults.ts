import type { Reply } from "./reply.ts";

/** What goes wrong, before the request is looked at or after it was carried out. */
export type Fault =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly when?: "before" | "after";
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection breaks without an answer. */
  | { readonly kind: "reset"; readonly when?: "before" | "after" }
  | { readonly kind: "slow"; readonly milliseconds: number }
  | { readonly kind: "secondary-limit"; readonly status: 403 | 429; readonly retryAfter?: number }
  | { readonly kind: "primary-limit"; readonly resetsInSeconds: number; readonly status?: 403 | 429 }
  /** GraphQL answers with status 200 and says in the body what went wrong; `RATE_LIMITED` is its primary limit. */
  | { readonly kind: "graphql-error"; readonly type?: string; readonly message: string }
  | { readonly kind: "bad-credentials" }
  | { readonly kind: "not-permitted" }
  /** The answer stops in the middle. */
  | { readonly kind: "truncate" };

interface Armed {
  readonly operation: string;
  readonly fault: Fault;
  left: number;
}

/** Faults that the test asked for; each is used up after `times` requests. */
export class Faults {
  readonly #armed: Armed[] = [];

  /** `operation` is the beginning of a logged operation: `POST /graphql`, `POST /repos/{owner}/{repo}/pulls`. */
  arm(operation: string, fault: Fault, times = 1): void {
    this.#armed.push({ operation, fault, left: times });
  }

  take(operation: string): Fault | null {
    const found = this.#armed.find((each) => each.left > 0 && operation.startsWith(each.operation));
    if (found === undefined) return null;
    found.left -= 1;
    return found.fault;
  }

  clear(): void {
    this.#armed.length = 0;
  }
}

export function faultReply(fault: Fault, now: Date): Reply | null {
  switch (fault.kind) {
    case "status":
      return error(fault.status, fault.message ?? "Server Error", fault.headers);
    case "secondary-limit":
      return error(
        fault.status,
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
        fault.retryAfter === undefined ? {} : { "retry-after": `${fault.retryAfter}` },
      );
    case "primary-limit":
      return error(fault.status ?? 403, "API rate limit exceeded for installation.", {
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": `${Math.ceil(now.getTime() / 1000) + fault.resetsInSeconds}`,
      });
    case "graphql-error":
      return { status: 200, body: { data: null, errors: [{ type: fault.type, message: fault.message }] } };
    case "bad-credentials":
      return error(401, "Bad credentials");
    case "not-permitted":
      return error(403, "Resource not accessible by integration");
    default:
      return null;
  }
}

function error(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Reply {
  const body = { message, documentation_url: "https://docs.github.com/rest", status: `${status}` };
  return { status, body, headers };
}
