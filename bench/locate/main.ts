// How long it takes to locate every setting of a large repository and to prove an edit in each of its environments,
// and how much of that is remembered: `npm run bench:locate -- --help`.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, InvalidArgumentError } from "@commander-js/extra-typings";
import type { RepositoryFiles } from "../../src/core/model/index.ts";
import { findTool } from "../../test/support/tools/find-tool.ts";
import { generateRepository, renameOne } from "./generate-repository.ts";
import { type Measurement, measure } from "./measure.ts";
import { tableOf } from "./report.ts";

const program = new Command("bench:locate")
  .description(
    "Generates a repository, and measures locating and proving with an empty cache, a full one, and after a rename.",
  )
  .option("--files <n>", "YAML files", whole, 5_000)
  .option(
    "--environments <n>",
    "kustomizations that are deployed; charts with their values come on top",
    whole,
    200,
  )
  .option("--seed <n>", "another repository of the same size", whole, 1)
  .option("--kubectl <file>", "kubectl to render with", findTool("kubectl") ?? undefined)
  .option("--helm <file>", "helm to render with", findTool("helm") ?? undefined);

function whole(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("It must be a whole number above zero.");
  return Number(text);
}

program.parse();
const { kubectl, helm, ...size } = program.opts();
if (kubectl === undefined || helm === undefined)
  throw new Error("kubectl or helm is missing: put them on PATH, or name them with --kubectl and --helm");
const cache = await mkdtemp(join(tmpdir(), "optpass-bench-locate-"));
try {
  const files = generateRepository(size);
  const rows: (readonly [string, Measurement])[] = [];
  const passes: readonly (readonly [string, RepositoryFiles])[] = [
    ["nothing is kept", files],
    ["nothing changed", generateRepository(size)],
    ["one file of a base was renamed", renameOne(files)],
  ];
  for (const [name, repository] of passes)
    rows.push([name, await measure(repository, { kubectl, helm }, cache)]);
  console.log(`${files.files.size} files\n\n${tableOf(rows)}`);
} finally {
  await rm(cache, { recursive: true, force: true });
}
