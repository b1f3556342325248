import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { cruise, type ICruiseOptions, type ICruiseResult } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { describe, expect, test } from "vitest";
import { importRules } from "./import-rules.ts";

async function violationsIn(folder: string): Promise<ICruiseResult> {
  const options = {
    ruleSet: { forbidden: importRules },
    validate: true,
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node", "default"],
    },
  } satisfies ICruiseOptions;
  const { output } = await cruise([folder], options, undefined, {
    tsConfig: extractTSConfig("tsconfig.json"),
  });
  if (typeof output === "string") throw new Error("expected a result, not a report");
  return output;
}

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => `${folder}/${path}`)
    .sort();
}

describe("the import rules", () => {
  test("hold in src, and every source file was seen", async () => {
    const { summary, modules } = await violationsIn("src");

    const broken = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`);
    expect(broken).toEqual([]);
    // A checker that reads no module is green and blind.
    const seen = modules.map(({ source }) => source).filter((source) => source.startsWith("src/"));
    expect(seen.sort()).toEqual(sourceFiles("src"));
  });

  test("each bites on an offender that is named after it", async () => {
    const { summary } = await violationsIn("test/architecture/seeded");

    for (const { name } of importRules) {
      const offenders = summary.violations
        .filter(({ rule }) => rule.name === name)
        .map(({ from }) => basename(from));
      expect(offenders, `rule ${name} should catch ${name}.ts`).toContain(`${name}.ts`);
    }
  });
});
