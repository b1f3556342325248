import type { IncomingMessage } from "node:http";
import type { Body } from "./read-body.ts";
import type { Reply } from "./reply.ts";
import { isSigned } from "./signature.ts";

/** A delivery whose signature is right. */
export interface Delivery {
  readonly id: string;
  /** GitHub's name of the event. */
  readonly name: string;
  readonly payload: object;
}

/** What became of a request to the webhook address, as it is counted. */
export type DeliveryOutcome =
  | "queued"
  | "duplicate"
  | "ignored"
  | "malformed"
  | "forged"
  | "too-large"
  | "too-busy"
  | "failed";

export interface WebhookParts {
  readonly secrets: readonly string[];
  readonly readBody: (request: IncomingMessage) => Promise<Body>;
  /** Keeps what the delivery means, for good, and counts what became of it. */
  readonly receive: (delivery: Delivery) => Promise<void>;
  readonly count: (event: string, outcome: DeliveryOutcome) => void;
  /** Told of what goes wrong inside; the sender learns nothing of it. */
  readonly onFailure: (error: unknown, delivery: Pick<Delivery, "id" | "name">) => void;
}

/**
 * Answers one delivery: 202 once it is kept. GitHub waits ten seconds and never repeats by itself what failed, so nothing
 * is done here but to check, read and keep. Headers and payloads are never logged.
 */
export async function answerWebhook(request: IncomingMessage, parts: WebhookParts): Promise<Reply> {
  const refuse = (outcome: DeliveryOutcome, reply: Reply): Reply => {
    // The sender may be anyone, so the event that it claims is no label.
    parts.count("unknown", outcome);
    return reply;
  };
  const head = readHead(request);
  if (head === null)
    return refuse("malformed", { status: 400, text: "not a delivery of GitHub\n", closes: true });
  if (head.signature === "") return refuse("forged", { status: 401, text: "not signed\n", closes: true });
  const body = await parts.readBody(request);
  if (body.kind === "too-large") return refuse(body.kind, { status: 413, text: "too large\n", closes: true });
  if (body.kind === "too-busy") return refuse(body.kind, { status: 503, text: "too busy\n", closes: true });
  if (body.kind === "broken-off")
    return refuse("malformed", { status: 400, text: "broken off\n", closes: true });
  if (!isSigned(body.bytes, head.signature, parts.secrets))
    return refuse("forged", { status: 401, text: "wrong signature\n" });
  const payload = parse(body.bytes);
  if (payload === null)
    return refuse("malformed", { status: 400, text: "not JSON: set the content type to application/json\n" });
  return keep({ id: head.id, name: head.name, payload }, parts);
}

async function keep(delivery: Delivery, { receive, count, onFailure }: WebhookParts): Promise<Reply> {
  try {
    await receive(delivery);
    return { status: 202, text: "kept\n" };
  } catch (error) {
    count(delivery.name, "failed");
    onFailure(error, delivery);
    return { status: 500, text: "could not be kept\n" };
  }
}

interface Head {
  readonly id: string;
  readonly name: string;
  /** Empty where there is none. */
  readonly signature: string;
}

function readHead({ headers }: IncomingMessage): Head | null {
  const id = headers["x-github-delivery"];
  const name = headers["x-github-event"];
  const signature = headers["x-hub-signature-256"] ?? "";
  if (typeof id !== "string" || !/^[\w-]{1,100}$/.test(id)) return null;
  if (typeof name !== "string" || !/^[a-z0-9_]{1,60}$/.test(name)) return null;
  return typeof signature === "string" ? { id, name, signature } : null;
}

function parse(bytes: Buffer): object | null {
  try {
    const parsed: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof parsed === "object" && !Array.isArray(parsed) ? parsed : null;
  } catch {
    return null;
  }
}
