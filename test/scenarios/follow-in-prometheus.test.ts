import { afterAll, beforeAll, expect, test } from "vitest";
import { createPrometheusSource, parsePrometheusUrl } from "../../src/adapters/prometheus/index.ts";
import { narrowSource } from "../../src/app/narrow-source.ts";
import { readLevels } from "../../src/app/read-levels.ts";
import { readRollout } from "../../src/app/read-rollout.ts";
import { readVitals } from "../../src/app/read-vitals.ts";
import { type ChangeRecord, duration, instant, parseInstant } from "../../src/core/model/index.ts";
import type { MetricsSource } from "../../src/ports/metrics-source.ts";
import { type Shop, startShop } from "../support/estate/start-shop.ts";

let shop: Shop;
let source: MetricsSource & { close(): Promise<void> };
beforeAll(async () => {
  shop = await startShop();
  const url = parsePrometheusUrl(shop.url);
  if (!url.ok) throw new Error(url.error);
  source = createPrometheusSource({ url: url.value });
});
afterAll(async () => {
  await source?.close();
  await shop?.stop();
});

/** A change of one Deployment that was merged before the shop's data end. */
function merged(name: string, to: string): ChangeRecord {
  const at = { file: "api.yaml", path: "spec", from: "1m", to };
  return {
    id: `payments/${name}/resources`,
    workload: { namespace: "payments", kind: "Deployment", name },
    settings: [{ container: name, setting: "requests.cpu", ...at }],
    head: { commit: "c", tree: "t" },
    evidenceUntil: shop.at,
  };
}

async function look(record: ChangeRecord, hours = 6) {
  const now = parseInstant(shop.at) ?? instant(0);
  const since = instant(now - duration(hours, "h"));
  const narrowed = narrowSource(source, [{ label: "namespace", op: "!=", value: "" }]);
  const rollout = await readRollout(narrowed, ["payments"], since, now);
  return {
    values: rollout.valuesOf(record) ?? [],
    ...(await readVitals(narrowed, record, rollout, { since, now })),
    ...(await readLevels(narrowed, record, { since, now })),
  };
}

test("after a merge, a real Prometheus tells which pods run the value, and that nothing is wrong with them", async () => {
  const { values, after, before, otherRollouts } = await look(merged("api", "1"));
  const pods = values.at(-1)?.pods ?? 0;

  expect(pods).toBeGreaterThan(0);
  expect(values.at(-1)).toMatchObject({ showing: pods });
  for (const vitals of [after, before])
    expect(vitals).toMatchObject({ outOfMemoryKills: 0, crashLooping: 0, unscheduled: { pods: 0 } });
  expect(otherRollouts).toEqual([]);
});

test("containers that are killed for memory are counted, and those of others are not", async () => {
  // It is killed every three days.
  const { after } = await look(merged("statements", "800m"), 80);

  expect(after.outOfMemoryKills).toBeGreaterThan(0);
  expect((await look(merged("api", "1"), 80)).after.outOfMemoryKills).toBe(0);
});

test("a value that no pod has is not seen", async () => {
  const { values } = await look(merged("api", "77m"));

  expect(values.every(({ showing }) => showing === 0)).toBe(true);
});

test("where no mesh or ingress is measured, no service level and no traffic is known", async () => {
  const { levels, traffic } = await look(merged("api", "1"));

  expect(levels).toEqual([]);
  expect(traffic).toEqual({ trafficShare: null, peakShare: null });
});
