import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { noWishes } from "../../src/app/tend-repository.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";
import { existingRepository } from "../support/fake-github/state/world.ts";
import { startTending, type Tended } from "../support/tend/tending.ts";

const withChecks = { contents: "write", pull_requests: "write", issues: "write", checks: "write" } as const;
const withoutChecks = { contents: "write", pull_requests: "write", issues: "write" } as const;
// More than a description holds; and more than a check does, too.
const large = { queries: 60_000 };
const huge = { queries: 120_000 };

let github: FakeGitHub;
let count = 0;

beforeAll(async () => {
  github = await startFakeGitHub();
});
afterAll(() => github.stop());
afterEach(() => expect(github.violations).toEqual([]));

async function enter(permissions: Readonly<Record<string, "read" | "write">>) {
  count += 1;
  const fullName = `acme/evidence-${count}`;
  const tending = startTending(github, 1, permissions);
  await tending.add(`evidence-${count}`);
  return {
    comments: () => [...existingRepository(github.world, fullName).comments.values()],
    async pass(how: Tended) {
      github.log.clear();
      await tending.open(fullName, how).tend(noWishes);
      return github.log.writes().map(({ operation }) => operation);
    },
  };
}

describe("evidence that is too long for a description", () => {
  test("is in the check, and nobody gets a comment, as long as it fits there", async () => {
    const { pass, comments } = await enter(withChecks);

    await pass({ queries: 55_000 });

    expect(comments()).toEqual([]);
  });

  test("that the check cuts as well is one comment of whole lines, and a second pass writes nothing", async () => {
    const { pass, comments } = await enter(withChecks);

    await pass(huge);

    expect(comments()).toHaveLength(1);
    const [{ body } = { body: "" }] = comments();
    expect(body.length).toBeLessThan(65_536);
    expect(body).toMatch(/^<details><summary>The evidence/);
    expect(body).toMatch(/\nrate\(x\[5m\]\)\n+```\n\nThe rest is left out/);
    expect(body.match(/<details>/g)).toHaveLength((body.match(/<\/details>/g) ?? []).length);
    await pass(huge);
    expect(await pass(huge)).toEqual([]);
  });

  test("is a comment where checks may not be written, and stays one while nothing changes", async () => {
    const { pass, comments } = await enter(withoutChecks);

    await pass(large);
    const told = comments().map(({ body }) => body);
    await pass(large);

    expect(told).toHaveLength(1);
    expect(told[0]).toContain("### Why");
    expect(comments().map(({ body }) => body)).toEqual(told);
    expect(await pass(large)).toEqual([]);
  });

  test("makes its comment short once it fits again, in place", async () => {
    const { pass, comments } = await enter(withoutChecks);
    await pass(large);

    await pass({});

    expect(comments()).toHaveLength(1);
    expect(comments()[0]?.body).toMatch(/^The evidence is in the description and its check again\./);
    expect(await pass({})).toEqual([]);
  });

  test("that fits is no comment where checks may not be written: the description says all of it", async () => {
    const { pass, comments } = await enter(withoutChecks);

    await pass({});

    expect(comments()).toEqual([]);
  });
});
