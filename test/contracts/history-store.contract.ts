import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { HistoryChange, HistoryStore } from "../../src/ports/history-store.ts";

export interface StoreUnderContract {
  readonly store: HistoryStore;
  /** The same store, opened once more. */
  reopen(): Promise<HistoryStore>;
  stop(): Promise<void>;
}

/** What every implementation of HistoryStore must do. */
export function describeHistoryStore(name: string, start: () => Promise<StoreUnderContract>): void {
  describe(`history store: ${name}`, () => {
    let under: StoreUnderContract;
    beforeEach(async () => {
      under = await start();
    });
    afterEach(() => under?.stop());

    test("nothing is kept at first", async () => {
      expect(await under.store.load("here", ["payments"])).toEqual(new Map());
    });

    test("what was saved is there after a restart", async () => {
      await under.store.save("here", [change("payments", { days: { 100: "a", 101: "b" } })]);
      await under.store.close();

      expect(await textsOf(await under.reopen(), "payments")).toEqual({
        head: "head",
        days: { 100: "a", 101: "b" },
      });
    });

    test("the days that changed replace what was there, and the others stay", async () => {
      const { store } = under;
      await store.save("here", [change("payments", { days: { 99: "x", 100: "a", 101: "b" } })]);
      const madeFrom = await revisionOf(store, "payments");
      await store.save("here", [
        change("payments", { madeFrom, head: "new", days: { 101: "c", 102: "d" }, firstDay: 100 }),
      ]);

      expect(await textsOf(store, "payments")).toEqual({
        head: "new",
        days: { 100: "a", 101: "c", 102: "d" },
      });
    });

    test("a history that was read anew replaces all of the old one", async () => {
      const { store } = under;
      await store.save("here", [change("payments", { days: { 100: "a", 101: "b" } })]);
      await store.save("here", [change("payments", { head: "new", days: { 101: "c" } })]);

      expect(await textsOf(store, "payments")).toEqual({ head: "new", days: { 101: "c" } });
    });

    test("of two passes that began from the same, the first to save wins", async () => {
      const [one, other] = [under.store, await under.reopen()];
      await one.save("here", [change("payments", { days: { 100: "a" } })]);
      const madeFrom = await revisionOf(one, "payments");
      await other.save("here", [change("payments", { madeFrom, head: "other", days: { 100: "o" } })]);
      await one.save("here", [change("payments", { madeFrom, head: "one", days: { 101: "e" } })]);

      expect(await textsOf(one, "payments")).toEqual({ head: "other", days: { 100: "o" } });
      await other.close();
    });

    test("sources and namespaces are kept apart, whatever they are called", async () => {
      const { store } = under;
      await store.save("here", [change("a'; drop table history_head; --", { head: "odd" }), change("b")]);
      await store.save("there", [change("b", { head: "there" })]);

      expect((await textsOf(store, "a'; drop table history_head; --"))?.head).toBe("odd");
      expect((await textsOf(store, "b"))?.head).toBe("head");
      expect((await textsOf(store, "b", "there"))?.head).toBe("there");
    });

    test("a namespace that ended before the window is forgotten", async () => {
      const { store } = under;
      await store.save("here", [change("gone", { days: { 99: "x" }, lastDay: 99 })]);
      await store.save("here", [change("payments", { days: { 120: "y" }, firstDay: 110, lastDay: 120 })]);

      expect(await textsOf(store, "gone")).toBeNull();
    });
  });
}

interface Wanted {
  readonly madeFrom?: number | null;
  readonly head?: string;
  readonly days?: Readonly<Record<number, string>>;
  readonly firstDay?: number;
  readonly lastDay?: number;
}

function change(namespace: string, wanted: Wanted = {}): HistoryChange {
  const { madeFrom = null, head = "head", days = {}, firstDay = 90, lastDay = 102 } = wanted;
  const content = Object.entries(days).map(([day, text]): [number, Uint8Array] => [Number(day), bytes(text)]);
  return { namespace, madeFrom, head: bytes(head), days: new Map(content), firstDay, lastDay };
}

async function revisionOf(store: HistoryStore, namespace: string): Promise<number> {
  const found = (await store.load("here", [namespace])).get(namespace);
  if (found === undefined) throw new Error(`${namespace} is not kept`);
  return found.revision;
}

async function textsOf(
  store: HistoryStore,
  namespace: string,
  source = "here",
): Promise<{
  readonly head: string;
  readonly days: Readonly<Record<number, string>>;
} | null> {
  const found = (await store.load(source, [namespace])).get(namespace);
  if (found === undefined) return null;
  const days = [...found.days].map(([day, content]) => [day, text(content)]);
  return { head: text(found.head), days: Object.fromEntries(days) };
}

const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);
