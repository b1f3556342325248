import { Argument, Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { directorySource } from "../../../adapters/system/directory-source.ts";
import { directoryWriter } from "../../../adapters/system/directory-writer.ts";
import type { ProvedEdit } from "../../../app/analysis.ts";
import { editTogether } from "../../../app/edit-together.ts";
import { locateSettings } from "../../../app/locate-settings.ts";
import { chooseContainer } from "../../../core/manifests/index.ts";
import { readNewValues } from "../options/new-values.ts";
import { openRenderer, type RendererFlags } from "../options/open-renderer.ts";
import { readTarget } from "../options/target.ts";
import { diffReport } from "../output/diff-report.ts";
import { printable } from "../output/printable.ts";
import { terminalFor } from "../output/terminal.ts";
import { RefusedError } from "../refused-error.ts";
import type { Streams } from "../streams.ts";
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
    .description("change settings of one container where they belong, proved by parsing and rendering")
    .addArgument(new Argument("[dir]", "folder of manifests").default("."))
    .requiredOption(
      "-t, --target <target>",
      "NAME, KIND/NAME, NAMESPACE/KIND/NAME, NAMESPACE/KIND/NAME/CONTAINER, or a target of `optpass locate -o json`",
    )
    .option("-c, --container <name>", "the container, where the workload has several")
    .addOption(
      new Option("-s, --set <setting=value>", "for example requests.cpu=300m (repeatable)")
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
  const changes = readNewValues(flags.set);
  const { environment } = flags;
  const files = await directorySource(directory).read();
  const renderer = await openRenderer(flags, streams);
  const located = await locateSettings(files, renderer, environment === undefined ? {} : { environment });
  requireEnvironment(environment, located);
  const container = chooseContainer(located, { ...target, environment });
  if (!container.ok) throw new RefusedError(container.error);
  const edited = await editTogether(located, renderer, [{ container: container.value, changes }]);
  if (!edited.ok) throw new RefusedError(edited.error);
  // Written before anything is printed: whoever reads the output may stop early.
  if (flags.write === true) await directoryWriter(directory).write(edited.value.files);
  if (flags.diff === true || flags.write !== true)
    streams.stdout.write(diffReport(edited.value.files, terminalFor(streams.stdout)));
  streams.stderr.write(saidOf(edited.value, flags.write === true));
}

/** Beside the diff, so that this can be piped into `git apply`. */
function saidOf({ files, proof }: ProvedEdit, isWritten: boolean): string {
  const names = files.map(({ path }) => printable(path)).sort();
  const wrote = isWritten ? [`Wrote ${names.join(", ")}.`] : [];
  return [...wrote, ...proof.statements.map(printable)].map((line) => `${line}\n`).join("");
}
