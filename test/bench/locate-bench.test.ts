import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { generateRepository, renameOne } from "../../bench/locate/generate-repository.ts";
import { measure } from "../../bench/locate/measure.ts";
import { tableOf } from "../../bench/locate/report.ts";

const { kubectl, helm } = inject("tools");

test("a generated repository has the size that was asked for, and is the same every time", () => {
  const size = { files: 1_000, environments: 50, seed: 3 };
  const { files } = generateRepository(size);

  expect(files.size).toBe(1_000);
  expect([...files.keys()].filter((path) => /overlays\/[^/]+\/kustomization\.yaml$/.test(path))).toHaveLength(
    50,
  );
  expect([...generateRepository(size).files]).toEqual([...files]);
  expect([...generateRepository({ ...size, seed: 4 }).files]).not.toEqual([...files]);
});

describe.skipIf(kubectl === null || helm === null)("with kubectl and helm", () => {
  test("a pass over what is kept renders nothing, and a rename renders what the file feeds and nothing else", async () => {
    const size = { files: 110, environments: 8, seed: 1 };
    const cache = await mkdtemp(join(tmpdir(), "optpass-bench-test-"));
    try {
      const files = generateRepository(size);
      const programs = { kubectl: kubectl ?? "", helm: helm ?? "" };
      const cold = await measure(files, programs, cache);
      const warm = await measure(generateRepository(size), programs, cache);
      const renamed = await measure(renameOne(files), programs, cache);

      // A kustomization is rendered once to locate, and twice to prove; a chart a few times to locate. The first
      // application has six of the kustomizations.
      const counts = [warm, renamed].map(({ locate, prove }) => [locate.renders, prove.renders]);
      expect(counts).toEqual([
        [0, 0],
        [6, 12],
      ]);
      expect(cold.locate.renders).toBeGreaterThan(8);
      // Each environment is rendered with its edit; what a chart rendered before is kept from locating.
      expect(cold.prove.renders).toBeGreaterThanOrEqual(cold.environments);
      expect(new Set([cold, warm, renamed].map(({ containers }) => containers)).size).toBe(1);
      expect(tableOf([["cold", cold]])).not.toMatch(/NaN|undefined|Infinity/);
    } finally {
      await rm(cache, { recursive: true, force: true });
    }
  });
});
