import { describe, expect, test } from "vitest";
import { duration, instant } from "../core/model/index.ts";
import { type ReadShared, readOrganisation, rememberFiles } from "./shared-files.ts";

const file = { owner: "acme", repository: "platform", path: "base.yml", ref: null };

function remembering(answer: () => Promise<string | null>) {
  let now = 0;
  let reads = 0;
  const read: ReadShared = () => {
    reads += 1;
    return answer();
  };
  const clock = { now: () => instant(now) };
  return {
    read: rememberFiles(read, clock, duration(10, "m")),
    reads: () => reads,
    wait: (minutes: number) => {
      now += minutes * 60_000;
    },
  };
}

describe("a file that many repositories extend", () => {
  test.each(["version: 1\n", null])(
    "is asked for once in a while, whether it is there or not: %j",
    async (text) => {
      const { read, reads, wait } = remembering(async () => text);

      expect([await read(file), await read({ ...file, owner: "Acme" })]).toEqual([text, text]);
      expect(reads()).toBe(1);
      wait(10);
      await read(file);
      expect(reads()).toBe(2);
    },
  );

  test("that could not be read is asked for again, and of another ref is another file", async () => {
    const { read, reads } = remembering(() => Promise.reject(new Error("away")));

    await expect(read(file)).rejects.toThrow("away");
    await expect(read(file)).rejects.toThrow("away");
    await expect(read({ ...file, ref: "v1" })).rejects.toThrow("away");
    expect(reads()).toBe(3);
  });
});

test("the organisation's file is that of its .github repository, which does not read itself twice", async () => {
  const read: ReadShared = async ({ owner, repository, path }) => `${owner} ${repository} ${path}`;

  expect(await readOrganisation("acme/infra", read)).toEqual({
    file: "acme/.github:optpass.yml",
    text: "acme .github optpass.yml",
  });
  expect(await readOrganisation("acme/.github", read)).toBeNull();
});
