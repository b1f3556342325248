export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of a JSON body. */
  readonly raw?: Buffer;
}

/** An error answer in GitHub's shape. Thrown by whatever finds out. */
export class Refused extends Error {
  readonly reply: Reply;

  constructor(status: number, message: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(message);
    const body = {
      message,
      ...extra,
      documentation_url: "https://docs.github.com/rest",
      status: `${status}`,
    };
    this.reply = { status, body };
  }
}

export function notFound(): Refused {
  return new Refused(404, "Not Found");
}

export function invalid(resource: string, detail: Readonly<Record<string, string>>): Refused {
  return new Refused(422, "Validation Failed", { errors: [{ resource, ...detail }] });
}

export function json(status: number, body: unknown): Reply {
  return { status, body };
}

const longestBody = 65_536;

/** Bodies of pull requests, issues and comments. */
export function checkBodyLength(resource: string, body: unknown): void {
  if (typeof body !== "string" || body.length <= longestBody) return;
  const message = `body is too long (maximum is ${longestBody} characters)`;
  throw invalid(resource, { field: "body", code: "custom", message });
}
