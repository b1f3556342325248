import { Argument, Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { directorySource } from "../../../adapters/system/directory-source.ts";
import { directoryWriter } from "../../../adapters/system/directory-writer.ts";
import type { ProvedEdit } from "../../../app/analysis.ts";
import { editTogether } from "../../../app/edit-together.ts";
import { locateSettings } from "../../../app/locate-settings.ts";
import {
  type ContainerChoice,
  chooseContainer,
  chooseCount,
  countsOf,
  type Located,
  type LocatedContainer,
  type LocatedCount,
} from "../../../core/manifests/index.ts";
import type { CountName } from "../../../core/model/index.ts";
import { readNewValues } from "../options/new-values.ts";
import { openRenderer, type RendererFlags } from "../options/open-renderer.ts";
import { readTarget } from "../options/target.ts";
import { diffReport } from "../output/diff-report.ts";
import { printable } from "../output/printable.ts";
import { terminalFor } from "../output/terminal.ts";
import { RefusedError } from "../refused-error.ts";
import type { Streams } from "../streams.ts";
import { UsageError } from "../usage-error.ts";
import { addRepositoryOptions } from "./common-options.ts";
import { requireEnvironment } from "./open-inputs.ts";

interface EditFlags extends RendererFlags {
  readonly target: string;
  readonly container?: string | undefined;
  readonly set: readonly string[];
  readonly environment?: string | undefined;
  readonly diff?: true | undefined;
  readonly write?: true | undefined;
}

export function editCommand(streams: Streams): CommandUnknownOpts {
  const command = new Command("edit")
    .description(
      "change settings of one container, workload or autoscaler where they belong, proved by parsing and rendering",
    )
    .addArgument(new Argument("[dir]", "folder of manifests").default("."))
    .requiredOption(
      "-t, --target <target>",
      "NAME, KIND/NAME, NAMESPACE/KIND/NAME, NAMESPACE/KIND/NAME/CONTAINER, or a target of `optpass locate -o json`",
    )
    .option("-c, --container <name>", "the container, where the workload has several")
    .addOption(
      new Option(
        "-s, --set <setting=value>",
        "for example requests.cpu=300m, replicas=3 or maxReplicas=8 (repeatable)",
      )
        .argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text])
        .makeOptionMandatory(),
    )
    .addOption(new Option("--diff", "print the edit as a unified diff (default, unless it is written)"))
    .addOption(new Option("--write", "make the edit in the folder"))
    .addHelpText("after", "\nWhat is refused has a number, listed in docs/reasons.md, and exit code 4.");
  return addRepositoryOptions(command).action((directory, flags) => edit(directory, flags, streams));
}

async function edit(directory: string, flags: EditFlags, streams: Streams): Promise<void> {
  const target = readTarget(flags.target, flags.container);
  const { settings, counts } = readNewValues(flags.set);
  const { environment } = flags;
  const choice = { ...target, environment };
  const files = await directorySource(directory).read();
  const renderer = await openRenderer(flags, streams.environment);
  const located = await locateSettings(files, renderer, environment === undefined ? {} : { environment });
  requireEnvironment(environment, located);
  const edited = await editTogether(
    located,
    renderer,
    settings.length === 0 ? [] : [{ container: containerOf(located, choice), changes: settings }],
    counts.map(({ count, value }) => ({ count: countOf(located, count, choice), value })),
  );
  if (!edited.ok) throw new RefusedError(edited.error);
  // Written before anything is printed: whoever reads the output may stop early.
  if (flags.write === true) await directoryWriter(directory).write(edited.value.files);
  if (flags.diff === true || flags.write !== true)
    streams.stdout.write(diffReport(edited.value.files, terminalFor(streams.stdout)));
  streams.stderr.write(saidOf(edited.value, flags.write === true));
}

function containerOf(located: Located, choice: ContainerChoice): LocatedContainer {
  const container = chooseContainer(located, choice);
  if (!container.ok) throw new RefusedError(container.error);
  return container.value;
}

function countOf(located: Located, count: CountName, choice: ContainerChoice): LocatedCount {
  const found = chooseCount(located, count, choice);
  if (found.ok) return found.value;
  const has = countsOf(located, choice);
  if (has.length > 0 && !has.includes(count))
    throw new UsageError(`--set ${count}: ${choice.name} has no ${count}, but ${has.join(", ")}`);
  throw new RefusedError(found.error);
}

/** Beside the diff, so that this can be piped into `git apply`. */
function saidOf({ files, proof }: ProvedEdit, isWritten: boolean): string {
  const names = files.map(({ path }) => printable(path)).sort();
  const wrote = isWritten ? [`Wrote ${names.join(", ")}.`] : [];
  return [...wrote, ...proof.statements.map(printable)].map((line) => `${line}\n`).join("");
}
