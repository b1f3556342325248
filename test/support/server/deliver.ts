import { createHmac, randomUUID } from "node:crypto";
import { request } from "node:http";

export interface DeliveryOrder {
  readonly event: string;
  readonly payload: unknown;
  readonly secret: string;
  readonly id?: string;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Sends a delivery as GitHub does: JSON, signed. */
export function deliver(port: number, order: DeliveryOrder): Promise<Answer> {
  const body = JSON.stringify(order.payload);
  const signature = createHmac("sha256", order.secret).update(body).digest("hex");
  return post(port, body, {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    "x-github-delivery": order.id ?? randomUUID(),
    "x-github-event": order.event,
    "x-hub-signature-256": `sha256=${signature}`,
  });
}

/** Sends anything to where deliveries go. */
export function post(
  port: number,
  body: string | AsyncIterable<Uint8Array>,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port, path: "/api/github/webhooks", method: "POST", headers: { ...headers } },
      (response) => {
        let text = "";
        response.on("data", (piece: Buffer) => {
          text += piece.toString();
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    sent.on("error", reject);
    if (typeof body === "string") sent.end(body);
    else pour(body, sent).catch(reject);
  });
}

async function pour(body: AsyncIterable<Uint8Array>, sent: ReturnType<typeof request>): Promise<void> {
  let isAnswered = false;
  sent.once("response", () => {
    isAnswered = true;
  });
  for await (const piece of body) {
    if (isAnswered) return;
    if (!sent.write(piece)) await new Promise((resolve) => setImmediate(resolve));
  }
  sent.end();
}
