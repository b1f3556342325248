import { expect, test } from "vitest";
import { instant } from "../model/index.ts";
import { noHistory } from "./change-history.ts";
import { rollbackEvents, type SeenRollback } from "./rollback-events.ts";
import { seenEvents } from "./seen-events.ts";

const now = instant(Date.parse("2026-03-02T00:00:00Z"));
const repository = "acme/infra";
const change = "payments/api/resources";
const rollback = { of: 7, change, left: [], coolsSeconds: 86_400 };
const record = {
  id: change,
  workload: { namespace: "payments", kind: "Deployment", name: "api" },
  settings: [
    { container: "api", setting: "requests.cpu", file: "api.yaml", path: "cpu", from: "1", to: "230m" },
  ],
  head: { commit: "c1", tree: "t1" },
  evidenceUntil: "2026-02-28T00:00:00Z",
} as const;
const merged: SeenRollback = {
  ...{ number: 7, branch: "optpass/payments/api/resources", state: "merged", createdAt: now, endedAt: now },
  ...{ record, workload: "payments/api", labels: [], isHeld: false, snoozedUntil: null },
  ...{ edited: null, undone: null, endedBy: "kim" },
};
const seen: SeenRollback = {
  ...merged,
  ...{ number: 9, branch: "optpass/payments/api/rollback", state: "open", endedAt: null, endedBy: null },
  record: { ...record, id: "payments/api/rollback", rollback },
};
const { history: before } = seenEvents(noHistory, repository, merged, now);
const kindsOf = ({ events }: ReturnType<typeof rollbackEvents>) =>
  events.map(({ happened }) => happened.kind);

test("a rollback is part of the life of the change that it takes back, and told once", () => {
  const first = rollbackEvents(before, repository, seen, rollback, now);
  expect(first.events).toMatchObject([
    { change, happened: { kind: "rollback-proposed", pullRequest: 7, rollback: 9, left: [] } },
  ]);
  expect(first.history.pullRequests).toMatchObject([{ number: 7, phase: "rollback-proposed" }]);
  expect(kindsOf(rollbackEvents(first.history, repository, seen, rollback, now))).toEqual([]);
});

test("its merge tells who merged it and how long the change cools down", () => {
  const ended = { ...seen, state: "merged", endedAt: now, endedBy: "kim" } as const;
  const told = rollbackEvents(before, repository, ended, rollback, now);
  expect(kindsOf(told)).toEqual(["rollback-proposed", "rolled-back"]);
  expect(told.events[1]).toMatchObject({
    actor: "kim",
    happened: { kind: "rolled-back", cooldownUntil: "2026-03-03T00:00:00Z" },
  });
  expect(kindsOf(rollbackEvents(told.history, repository, ended, rollback, now))).toEqual([]);
});

test("a second rollback after one that was closed is told, and the older one never again", () => {
  const first = rollbackEvents(before, repository, { ...seen, state: "closed" }, rollback, now);
  const second = rollbackEvents(first.history, repository, { ...seen, number: 12 }, rollback, now);
  expect(kindsOf(second)).toEqual(["rollback-proposed"]);
  expect(kindsOf(rollbackEvents(second.history, repository, seen, rollback, now))).toEqual([]);
});

test("of a change that nobody recorded nothing is told", () => {
  expect(kindsOf(rollbackEvents(noHistory, repository, seen, rollback, now))).toEqual([]);
});
