import { Argument, Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { directorySource } from "../../../adapters/system/directory-source.ts";
import { directoryWriter } from "../../../adapters/system/directory-writer.ts";
import type { ProvedEdit } from "../../../app/analysis.ts";
import { editMarked } from "../../../app/edit-marked.ts";
import { editTogether } from "../../../app/edit-together.ts";
import { editValue } from "../../../app/edit-value.ts";
import { locateSettings } from "../../../app/locate-settings.ts";
import {
  type ContainerChange,
  type ContainerChoice,
  type CountChange,
  changesLeft,
  chooseContainer,
  chooseCount,
  countsOf,
  type Located,
  withSharers,
} from "../../../core/manifests/index.ts";
import {
  type CountName,
  ok,
  type Refusal,
  type RepositoryFiles,
  type Result,
} from "../../../core/model/index.ts";
import { type EditSubject, readEditSubject, type SubjectFlags } from "../options/edit-subject.ts";
import type { NewValues } from "../options/new-values.ts";
import { openRenderer, type RendererFlags } from "../options/open-renderer.ts";
import { diffReport } from "../output/diff-report.ts";
import { printable } from "../output/printable.ts";
import { terminalFor } from "../output/terminal.ts";
import { RefusedError } from "../refused-error.ts";
import type { Streams } from "../streams.ts";
import { UsageError } from "../usage-error.ts";
import { addRepositoryOptions } from "./common-options.ts";
import { requireEnvironment } from "./open-inputs.ts";

interface EditFlags extends RendererFlags, SubjectFlags {
  readonly environment?: string | undefined;
  readonly fanOut?: true | undefined;
  readonly diff?: true | undefined;
  readonly write?: true | undefined;
}

export function editCommand(streams: Streams): CommandUnknownOpts {
  const command = new Command("edit")
    .description(
      "change settings of one container, workload or autoscaler where they belong, or one value of any file, proved by parsing and rendering",
    )
    .addArgument(new Argument("[dir]", "folder of manifests").default("."))
    .option(
      "-t, --target <target>",
      "NAME, KIND/NAME, NAMESPACE/KIND/NAME, NAMESPACE/KIND/NAME/CONTAINER, or a target of `optpass locate -o json`",
    )
    .option("-c, --container <name>", "the container, where the workload has several")
    .addOption(
      new Option(
        "-f, --file <path>",
        "instead of a target: a YAML, JSON, TOML, .properties, .env, HCL or INI file in the folder",
      ).conflicts(["target", "container", "environment", "fanOut"]),
    )
    .option("-p, --path <path>", 'the value in that file, for example cache.ttl or servers[0]."a.b"')
    .addOption(
      new Option(
        "-s, --set <setting=value>",
        "for example requests.cpu=300m, replicas=3 or maxReplicas=8 (repeatable); with --file the value alone",
      )
        .argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text])
        .makeOptionMandatory(),
    )
    .option(
      "--fan-out",
      "where the value also feeds other containers or environments, change it for all of them",
    )
    .addOption(new Option("--diff", "print the edit as a unified diff (default, unless it is written)"))
    .addOption(new Option("--write", "make the edit in the folder"))
    .addHelpText("after", "\nWhat is refused has a number, listed in docs/reasons.md, and exit code 4.");
  return addRepositoryOptions(command).action((directory, flags) => edit(directory, flags, streams));
}

type Edited = Pick<ProvedEdit, "files" | "proof">;

async function edit(directory: string, flags: EditFlags, streams: Streams): Promise<void> {
  const subject = readEditSubject(flags);
  const files = await directorySource(directory).read();
  const edited =
    subject.kind === "value"
      ? editValue(files, subject.address, subject.value)
      : await editObject(files, subject, flags, streams);
  if (!edited.ok) throw new RefusedError(edited.error);
  // Written before anything is printed: whoever reads the output may stop early.
  if (flags.write === true) await directoryWriter(directory).write(edited.value.files);
  if (flags.diff === true || flags.write !== true)
    streams.stdout.write(diffReport(edited.value.files, terminalFor(streams.stdout)));
  streams.stderr.write(saidOf(edited.value, flags.write === true));
}

async function editObject(
  files: RepositoryFiles,
  { target, changes }: EditSubject & { readonly kind: "object" },
  flags: EditFlags,
  streams: Streams,
): Promise<Result<Edited, Refusal>> {
  const { environment } = flags;
  const renderer = await openRenderer(flags, streams);
  const located = await locateSettings(files, renderer, environment === undefined ? {} : { environment });
  const choice = { ...target, environment };
  const containers = settingsChange(located, choice, changes, flags.fanOut === true);
  if (containers.ok) {
    const counts = countChanges(located, choice, changes);
    if (!counts.ok) requireEnvironment(environment, located);
    return counts.ok ? editTogether(located, renderer, containers.value, counts.value) : counts;
  }
  // Which of several is meant, no comment tells.
  if (containers.error.code.startsWith("ambiguous-")) return containers;
  // Comments name settings only.
  const marked = changes.counts.length > 0 ? null : editMarked(located, choice, changes.settings);
  if (marked !== null) return marked;
  requireEnvironment(environment, located);
  return containers;
}

function settingsChange(
  located: Located,
  choice: ContainerChoice,
  { settings }: NewValues,
  isForAll: boolean,
): Result<readonly ContainerChange[], Refusal> {
  if (settings.length === 0) return ok([]);
  const container = chooseContainer(located, choice);
  if (!container.ok) return container;
  const changes = changesLeft(container.value, settings);
  if (changes.length === 0) return ok([]);
  const change = { container: container.value, changes };
  return ok(isForAll ? withSharers(located, change) : [change]);
}

function countChanges(
  located: Located,
  choice: ContainerChoice,
  { counts }: NewValues,
): Result<readonly CountChange[], Refusal> {
  const changes: CountChange[] = [];
  for (const { count, value } of counts) {
    const found = chooseCount(located, count, choice);
    if (!found.ok) {
      requireCount(located, count, choice);
      return found;
    }
    if (!found.value.place.ok || found.value.raw !== value) changes.push({ count: found.value, value });
  }
  return ok(changes);
}

function requireCount(located: Located, count: CountName, choice: ContainerChoice): void {
  const has = countsOf(located, choice);
  if (has.length > 0 && !has.includes(count))
    throw new UsageError(`--set ${count}: ${choice.name} has no ${count}, but ${has.join(", ")}`);
}

/** Beside the diff, so that this can be piped into `git apply`. */
function saidOf({ files, proof }: Edited, isWritten: boolean): string {
  if (files.length === 0 && proof.statements.length === 0)
    return "Nothing to change: it is set so already.\n";
  const names = files.map(({ path }) => printable(path)).sort();
  const wrote = isWritten && names.length > 0 ? [`Wrote ${names.join(", ")}.`] : [];
  return [...wrote, ...proof.statements.map(printable)].map((line) => `${line}\n`).join("");
}
