import { execFileSync } from "node:child_process";
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Rendered } from "../../ports/renderer.ts";
import { openRenderFolder } from "./index.ts";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "optpass-test-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const notices: string[] = [];
beforeEach(() => {
  notices.length = 0;
});
const notice = (text: string): unknown => notices.push(text);

const key = (number: number): string => number.toString(16).padStart(64, "0");
const inFolder = (name: string): string => join(directory, "renders", name);
// Digits that do not compress, about 500 bytes of them once they are packed.
const render = (seed: number): Rendered => {
  const digits = Array.from(
    { length: 1_000 },
    (_, index) => Math.floor(1e9 * Math.abs(Math.sin(seed * 1_000 + index))) % 10,
  );
  return { ok: true, value: digits.join("") };
};

async function setLastUse(number: number, hoursAgo: number): Promise<void> {
  const time = Date.now() / 1000 - hoursAgo * 3600;
  await utimes(inFolder(key(number)), time, time);
}

test("text of any kind comes back as it was", async () => {
  const folder = await openRenderFolder(directory, { notice });
  const rendered: Rendered = { ok: true, value: "a: ü\r\nb: '\u0000 𝄞'\n" };

  await folder.put(key(1), rendered);

  expect(await folder.get(key(1))).toEqual(rendered);
  expect(await folder.get(key(2))).toBeNull();
});

test("a full folder loses what was used least lately, and what is not an entry stays", async () => {
  const folder = await openRenderFolder(directory, { notice, bytes: 2_500 });
  for (const number of [1, 2, 3, 4]) {
    await folder.put(key(number), render(number));
    await setLastUse(number, 10 - number);
  }
  await writeFile(inFolder("notes.txt"), "x".repeat(5_000));
  await folder.get(key(1));

  await folder.put(key(5), render(5));
  await folder.put(key(6), render(6));

  const left = (await readdir(join(directory, "renders"))).sort();
  expect(left).toContain("notes.txt");
  expect(left).toContain(key(1));
  expect(left).toContain(key(6));
  expect(left).not.toContain(key(2));
  const sizes = await Promise.all(
    left.filter((name) => name !== "notes.txt").map((name) => stat(inFolder(name))),
  );
  expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(2_500);
});

test("what a killed process left behind is cleared away after a day", async () => {
  const first = await openRenderFolder(directory, { notice });
  await first.put(key(1), render(1));
  const [old, recent] = ["00000000000000aa.part", "00000000000000bb.part"];
  for (const name of [old, recent]) await writeFile(inFolder(name), "unfinished");
  await utimes(inFolder(old), 0, 0);

  const second = await openRenderFolder(directory, { notice });
  await second.put(key(2), render(2));

  expect((await readdir(join(directory, "renders"))).sort()).toEqual([recent, key(1), key(2)].sort());
});

describe("what somebody else put in the place of an entry", () => {
  test("a link is not followed when it is read, and is replaced when it is written", async () => {
    const folder = await openRenderFolder(directory, { notice });
    await folder.put(key(1), render(1));
    await writeFile(join(directory, "outside"), await readFile(inFolder(key(1))));
    await rm(inFolder(key(1)));
    await symlink(join(directory, "outside"), inFolder(key(1)));

    expect(await folder.get(key(1))).toBeNull();
    const before = await readFile(join(directory, "outside"));
    await folder.put(key(1), render(7));
    expect(await folder.get(key(1))).toEqual(render(7));
    expect(await readFile(join(directory, "outside"))).toEqual(before);
  });

  test.skipIf(process.platform === "win32")(
    "a pipe is not waited for, and a folder is no entry",
    async () => {
      const folder = await openRenderFolder(directory, { notice });
      execFileSync("/bin/sh", ["-c", 'mkfifo "$1"', "sh", inFolder(key(1))]);
      await mkdir(inFolder(key(2)));

      expect([await folder.get(key(1)), await folder.get(key(2))]).toEqual([null, null]);
    },
  );

  test("a file that could not have been written here is not read into memory", async () => {
    const folder = await openRenderFolder(directory, { notice });
    await writeFile(inFolder(key(1)), "");
    await truncate(inFolder(key(1)), 3 * 2 ** 30);

    expect(await folder.get(key(1))).toBeNull();
  });
});

test("a folder that is a link, or a file in its place, is refused", async () => {
  await symlink(tmpdir(), join(directory, "renders"));
  await expect(openRenderFolder(directory, { notice })).rejects.toThrow("is not a folder");

  await rm(join(directory, "renders"));
  await writeFile(join(directory, "renders"), "");
  await expect(openRenderFolder(directory, { notice })).rejects.toThrow("is not a folder");
});

test("a folder that goes away is said once, and nothing fails", async () => {
  const folder = await openRenderFolder(directory, { notice });
  await rm(join(directory, "renders"), { recursive: true });

  await Promise.all([folder.put(key(1), render(1)), folder.put(key(2), render(2))]);
  await folder.put(key(3), render(3));

  expect(notices).toEqual([expect.stringMatching(/^Renders cannot be kept in .*renders: ENOENT/)]);
  expect(await folder.get(key(1))).toBeNull();
});
