// Saves one whole history after the other until it is killed: every part of each holds the same number.
import { openHistoryStore } from "../../src/adapters/store/index.ts";

const [directory = ""] = process.argv.slice(2);
const store = await openHistoryStore(directory);
const contentOf = (count: number) => new Uint8Array(new Uint32Array(20_000).fill(count).buffer);
let count = 0;
for (;;) {
  const kept = (await store.load("here", ["payments"])).get("payments");
  count = kept === undefined ? 1 : (new Uint32Array(kept.head.slice().buffer)[0] ?? 0) + 1;
  const content = contentOf(count);
  const days = new Map([0, 1, 2, 3, 4].map((day) => [day, content]));
  const madeFrom = kept?.revision ?? null;
  const history = { namespace: "payments", madeFrom, head: content, days, firstDay: 0, lastDay: 4 };
  await store.save("here", [history]);
  if (count % 5 === 1) process.stdout.write(`${count}\n`);
}
