import { createHmac } from "node:crypto";
import { Agent, request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { webhookExample } from "../../test/support/builders/webhook-examples.ts";
import { doneBy, spawnServer } from "../../test/support/server/spawn-server.ts";
import { secret } from "../../test/support/server/start-test-server.ts";

export interface BurstOrder {
  readonly folder: string;
  readonly deliveries: number;
  readonly atOnce: number;
}

/** Times are seconds. */
export interface Burst {
  readonly seconds: number;
  /** How often each status was answered. */
  readonly answers: Readonly<Record<number, number>>;
  readonly p50: number;
  readonly p99: number;
  readonly slowest: number;
  /** Answered 202, and never done. */
  readonly lost: number;
}

/** The server works the jobs off meanwhile, and its process is asked to end after the last answer. */
export async function measureBurst({ folder, deliveries, atOnce }: BurstOrder): Promise<Burst> {
  const server = await spawnServer(folder, { jobMillis: 0, leaseMillis: 30_000 });
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const bodies = Array.from({ length: deliveries }, (_, index) => bodyFor(`acme/r${index}`));
  const times: number[] = [];
  const answers: Record<number, number> = {};
  const began = performance.now();
  const queue = bodies.entries();
  const sender = async (): Promise<void> => {
    for (const [index, body] of queue) {
      const start = performance.now();
      const status = await send(server.port, agent, `delivery-${index}`, body);
      times.push((performance.now() - start) / 1000);
      answers[status] = (answers[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, sender));
  const seconds = (performance.now() - began) / 1000;
  const kept = answers[202] ?? 0;
  const lost = kept - (await countDone(folder, kept));
  agent.destroy();
  await server.kill("SIGTERM");
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { seconds, answers, p50: at(0.5), p99: at(0.99), slowest: at(1), lost };
}

/** Until all are done, or nothing more happens for ten seconds. */
async function countDone(folder: string, wanted: number): Promise<number> {
  let last = -1;
  for (let quiet = 0; quiet < 100; quiet += 1) {
    const done = new Set(await doneBy(folder)).size;
    if (done >= wanted) return done;
    if (done > last) quiet = 0;
    last = done;
    await wait(100);
  }
  return last;
}

function bodyFor(repository: string): string {
  return JSON.stringify(
    webhookExample("installation_repositories", "added", (payload) => {
      payload.repositories_added = [{ ...payload.repositories_added[0], full_name: repository }];
      payload.repositories_removed = [];
    }),
  );
}

function send(port: number, agent: Agent, id: string, body: string): Promise<number> {
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "x-github-delivery": id,
    "x-github-event": "installation_repositories",
    "x-hub-signature-256": `sha256=${signature}`,
  };
  return new Promise((resolve, reject) => {
    const path = "/api/github/webhooks";
    const sent = request({ host: "127.0.0.1", port, path, method: "POST", headers, agent }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
