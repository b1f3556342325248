import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { duration, type Instant, instant } from "../../src/core/model/index.ts";
import type { LeasedWork, NewWork, WorkOrder, WorkQueue } from "../../src/ports/work-queue.ts";

export interface QueueUnderContract {
  readonly queue: WorkQueue;
  /** The same queue, opened once more. */
  reopen(): Promise<WorkQueue>;
  stop(): Promise<void>;
}

const minute = duration(1, "m");
const at = (minutes: number): Instant => instant(1_700_000_000_000 + minutes * minute);

/** What every implementation of WorkQueue must do. */
export function describeWorkQueue(name: string, start: () => Promise<QueueUnderContract>): void {
  describe(`work queue: ${name}`, () => {
    let under: QueueUnderContract;
    let queue: WorkQueue;
    beforeEach(async () => {
      under = await start();
      queue = under.queue;
    });
    afterEach(async () => {
      await queue.close();
      await under.stop();
    });

    const add = (...work: readonly NewWork[]) => queue.add(order({ work }), at(0));
    const take = async (now = at(0)): Promise<LeasedWork> => {
      const work = await queue.take(now, minute);
      if (work === null) throw new Error("there is no work");
      return work;
    };

    test("an empty queue gives nothing and has no backlog", async () => {
      expect(await queue.take(at(0), minute)).toBeNull();
      expect(await queue.backlog(at(0))).toEqual({
        waiting: { person: 0, rollback: 0, verification: 0, schedule: 0 },
        working: 0,
        buried: 0,
        oldestDue: { person: null, rollback: null, verification: null, schedule: null },
      });
    });

    test("work comes out as it was put in, after a restart too", async () => {
      await add(pass("acme/shop", { payload: '{"a":"b\'; drop table work; --"}' }));
      const reopened = await under.reopen();

      expect(await reopened.take(at(0), minute)).toEqual({
        ...pass("acme/shop", { payload: '{"a":"b\'; drop table work; --"}' }),
        fence: 1,
        attempts: 1,
      });
      await reopened.close();
    });

    test("a person who waits goes first, then what is due the longest", async () => {
      await add(
        pass("acme/a", { due: at(-5) }),
        pass("acme/b", { due: at(-9) }),
        pass("acme/c", { urgency: "rollback" }),
        pass("acme/d", { urgency: "person" }),
      );

      const order = [await take(), await take(), await take(), await take()];
      expect(order.map(({ repository }) => repository)).toEqual(["acme/d", "acme/c", "acme/b", "acme/a"]);
    });

    test("work is not given out before it is due", async () => {
      await add(pass("acme/shop", { due: at(10) }));

      expect(await queue.take(at(9), minute)).toBeNull();
      expect((await take(at(10))).repository).toBe("acme/shop");
    });

    test("equal work that waits is not doubled, and takes over what is sooner and more urgent", async () => {
      await add(pass("acme/shop", { due: at(60), payload: "old" }));

      expect(await add(pass("acme/shop", { urgency: "person", due: at(0), payload: "new" }))).toBe(0);
      expect(await add(pass("acme/shop", { due: at(90), payload: "newest" }))).toBe(0);
      expect(await take()).toMatchObject({ urgency: "person", due: at(0), payload: "newest" });
      expect((await queue.backlog(at(0))).waiting.schedule).toBe(0);
    });

    test("work that is wanted only when there is none changes nothing of what waits or is done", async () => {
      await add(pass("acme/shop", { due: at(60) }));
      await add(pass("acme/shop", { due: at(0), onlyWhenNone: true }));

      expect(await queue.take(at(1), minute)).toBeNull();
      const work = await take(at(60));
      await add(pass("acme/shop", { due: at(0), onlyWhenNone: true }));
      await queue.finish(work);
      expect(await queue.take(at(61), minute)).toBeNull();
      expect(await add(pass("acme/shop", { onlyWhenNone: true }))).toBe(1);
    });

    test("two works of one repository are never done at once", async () => {
      await add(pass("acme/shop"), { ...pass("acme/shop"), key: "comment acme/shop 5", urgency: "person" });
      const first = await take();

      expect(await queue.take(at(0), minute)).toBeNull();
      await queue.finish(first);
      expect((await take()).key).toBe("pass acme/shop");
    });

    test("work that was added again while it was done is done once more", async () => {
      await add(pass("acme/shop"));
      const first = await take();
      await add(pass("acme/shop", { payload: "seen later" }));

      expect(await queue.take(at(0), minute)).toBeNull();
      await queue.finish(first);
      const second = await take();
      expect(second).toMatchObject({ payload: "seen later", attempts: 1 });
      await queue.finish(second);
      expect(await queue.take(at(0), minute)).toBeNull();
    });

    test("work that is added for later while it is done waits until then", async () => {
      await add(pass("acme/shop"));
      const first = await take();
      await add(pass("acme/shop", { due: at(60) }));
      await queue.finish(first);

      expect(await queue.take(at(59), minute)).toBeNull();
      expect(await queue.take(at(60), minute)).not.toBeNull();
    });

    test("a lease that is not renewed goes to another worker, and the first one is refused", async () => {
      await add(pass("acme/shop"));
      const dead = await take(at(0));

      expect(await queue.take(at(0.9), minute)).toBeNull();
      const heir = await take(at(1));
      expect(heir).toMatchObject({ key: dead.key, attempts: 2 });
      expect(heir.fence).toBeGreaterThan(dead.fence);
      expect(await queue.renew(dead, at(1), minute)).toBe(false);
      expect(await queue.finish(dead)).toBe(false);
      expect(await queue.putBack(dead, at(5), 0)).toBe(false);
      expect(await queue.bury(dead, at(1), "no")).toBe(false);
      expect(await queue.finish(heir)).toBe(true);
    });

    test("a lease that is renewed stays", async () => {
      await add(pass("acme/shop"));
      const work = await take(at(0));

      expect(await queue.renew(work, at(0.5), minute)).toBe(true);
      expect(await queue.take(at(1.2), minute)).toBeNull();
      expect(await queue.finish(work)).toBe(true);
    });

    test("a lease is over once its work is settled", async () => {
      await add(pass("acme/shop"));
      const work = await take();
      await queue.finish(work);

      expect(await queue.renew(work, at(0), minute)).toBe(false);
      expect(await queue.finish(work)).toBe(false);
    });

    test("work that failed is due later, with its attempts", async () => {
      await add(pass("acme/shop"));
      await queue.putBack(await take(), at(5), 1);

      expect(await queue.take(at(4), minute)).toBeNull();
      expect((await take(at(5))).attempts).toBe(2);
    });

    test("what came while work failed does not wait for the failure's sake", async () => {
      await add(pass("acme/shop"));
      const work = await take();
      await add(pass("acme/shop"));
      await queue.putBack(work, at(50), 1);

      expect((await take(at(1))).key).toBe("pass acme/shop");
    });

    test("work that was given up is kept to look at and not done again, until it comes anew", async () => {
      await add(pass("acme/shop"));
      await queue.bury(await take(), at(3), "it never works");

      expect(await queue.take(at(900), minute)).toBeNull();
      expect(await queue.buried(10)).toEqual([
        {
          key: "pass acme/shop",
          repository: "acme/shop",
          buriedAt: at(3),
          attempts: 1,
          why: "it never works",
        },
      ]);
      expect((await queue.backlog(at(4))).buried).toBe(1);
      await add(pass("acme/shop"));
      expect((await take()).attempts).toBe(1);
    });

    test("a delivery counts once, by its id and by what it means, also when it is done", async () => {
      const work = [pass("acme/shop")];
      const deliver = (...identities: readonly string[]) => queue.add(order({ identities, work }), at(0));

      expect(await deliver("id 1", "closed acme/shop#5")).toBe(1);
      await queue.finish(await take());
      expect(await deliver("id 1")).toBeNull();
      expect(await deliver("id 2", "closed acme/shop#5")).toBeNull();
      expect(await deliver("id 2")).toBeNull();
      expect(await queue.take(at(0), minute)).toBeNull();
      expect(await deliver("id 3", "reopened acme/shop#5")).toBe(1);
    });

    test("a delivery is remembered for more than three days, and not for ever", async () => {
      const deliver = (now: Instant) => queue.add(order({ identities: ["id 1"] }), now);
      const day = 24 * 60;

      expect(await deliver(at(0))).toBe(0);
      expect(await deliver(at(3 * day + 60))).toBeNull();
      await queue.add(order({ identities: ["another"] }), at(5 * day));
      expect(await deliver(at(5 * day))).toBe(0);
    });

    test("what waits for a repository that is gone is dropped, and nothing else", async () => {
      await add(pass("acme/shop"), pass("acme/other"));
      await queue.add(order({ gone: ["acme/shop"] }), at(0));

      expect((await take()).repository).toBe("acme/other");
      expect(await queue.take(at(0), minute)).toBeNull();
    });

    test("the backlog tells what waits, what is worked on and what is overdue", async () => {
      await add(
        pass("acme/a", { urgency: "person", due: at(-3) }),
        pass("acme/b", { due: at(-2) }),
        pass("acme/c", { due: at(7) }),
      );
      await take();

      expect(await queue.backlog(at(0))).toEqual({
        waiting: { person: 0, rollback: 0, verification: 0, schedule: 2 },
        working: 1,
        buried: 0,
        oldestDue: { person: null, rollback: null, verification: null, schedule: at(-2) },
      });
    });

    test("a task is one process's until its time is over, whatever repositories do", async () => {
      const other = await under.reopen();
      await add(pass("acme/shop"));
      await take();

      expect(await queue.claim("catch-up", at(0), minute)).toBe(true);
      expect(await other.claim("catch-up", at(0), minute)).toBe(false);
      expect(await queue.claim("catch-up", at(0), minute)).toBe(false);
      expect(await other.claim("catch-up", at(1), minute)).toBe(true);
      expect((await queue.backlog(at(0))).working).toBe(1);
      await other.close();
    });

    test("of many who ask at once, each gets other work and no two the same repository", async () => {
      const repositories = Array.from({ length: 20 }, (_, index) => `acme/r${index}`);
      await add(...repositories.flatMap((name) => [pass(name), { ...pass(name), key: `other ${name}` }]));
      const other = await under.reopen();

      const taken = await Promise.all(
        Array.from({ length: 30 }, (_, index) => (index % 2 ? queue : other).take(at(0), minute)),
      );

      const names = taken.flatMap((work) => work?.repository ?? []);
      expect(names.toSorted()).toEqual(repositories.toSorted());
      await other.close();
    });
  });
}

function order(parts: Partial<WorkOrder>): WorkOrder {
  return { identities: [], gone: [], work: [], ...parts };
}

function pass(repository: string, parts: Partial<NewWork> = {}): NewWork {
  return { key: `pass ${repository}`, repository, urgency: "schedule", due: at(0), payload: "{}", ...parts };
}
