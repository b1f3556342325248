// Whether every setting of real repositories can be edited, and whether an edit does what it says and no more:
// `npm run bench:repositories -- --help`.
import { basename } from "node:path";
import { Command, InvalidArgumentError } from "@commander-js/extra-typings";
import { reportOf } from "./report.ts";
import { sweep } from "./sweep.ts";

const program = new Command("bench:repositories")
  .description(
    "Gives every setting of every environment a new value, one environment at a time, renders every environment with kubectl and helm before and after, and counts what changed.",
  )
  .argument("<folders...>", "checkouts of repositories; they are read only")
  .requiredOption("--kubectl <file>", "kubectl to render with")
  .requiredOption("--helm <file>", "helm to render with")
  .option("--environments <n>", "environments of a repository that are edited, evenly spread", whole, 1_000);

function whole(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("It must be a whole number above zero.");
  return Number(text);
}

program.parse();
const [folders] = program.processedArgs;
const { kubectl, helm, environments } = program.opts();
for (const folder of folders) {
  const outcome = await sweep(folder, { kubectl, helm }, environments);
  console.log(reportOf(basename(folder), outcome));
}
