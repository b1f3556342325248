import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { directorySource } from "../../../adapters/system/directory-source.ts";
import { readTemplate, templatePath } from "../../../adapters/system/template.ts";
import type { Analysis, AnalyzedChange, ProvedEdit } from "../../../app/analysis.ts";
import { analyze } from "../../../app/analyze.ts";
import { storyOf } from "../../../app/change-story.ts";
import { defaultTuning } from "../../../core/analysis/index.ts";
import { branchName, changeTitle, chartsOf, pullRequestBody } from "../../../core/propose/index.ts";
import { makeNamedFolder } from "../options/make-named-folder.ts";
import { openRenderer } from "../options/open-renderer.ts";
import { readSnapshotFile } from "../options/read-snapshot.ts";
import { diffReport } from "../output/diff-report.ts";
import { progressLine } from "../output/progress-line.ts";
import { pullRequestPage } from "../output/pull-request-page.ts";
import { tableReport } from "../output/table-report.ts";
import { terminalFor } from "../output/terminal.ts";
import type { Streams } from "../streams.ts";
import { UsageError } from "../usage-error.ts";
import { kubectlOption } from "./common-options.ts";

interface DemoFlags {
  readonly folder: string;
  readonly kubectl?: string | undefined;
}

export function demoCommand(streams: Streams): CommandUnknownOpts {
  return new Command("demo")
    .description(
      "the whole pass on bundled data: a table, a diff and the pull requests, with nothing to connect",
    )
    .addOption(new Option("--folder <dir>", "where to write the pull requests").default("optpass-demo"))
    .addOption(kubectlOption())
    .action((flags) => demo(flags, streams));
}

async function demo(flags: DemoFlags, streams: Streams): Promise<void> {
  makeNamedFolder("--folder", flags.folder);
  const line = progressLine(streams.stderr);
  const telemetry = readSnapshotFile("demo", templatePath("demo/telemetry.json.gz"));
  const files = await directorySource(templatePath("demo/repository")).read();
  const renderer = await openRenderer({ kubectl: flags.kubectl, cache: false }, streams);
  const analysis = await analyze(telemetry, {
    repository: { files: { ...files, origin: "the demo repository" }, renderer },
    wantsWorkload: () => true,
    prices: null,
    tuning: defaultTuning,
    progress: line.progress,
  });
  line.clear();
  const terminal = terminalFor(streams.stdout);
  streams.stdout.write(`${tableReport(analysis, terminal)}\n`);
  const proposed = analysis.changes.flatMap((change) =>
    change.edit === null ? [] : [{ change, edit: change.edit }],
  );
  for (const { edit } of proposed) streams.stdout.write(`${diffReport(edit.files, terminal)}`);
  const pages = proposed.map(({ change, edit }) => writePullRequest(flags.folder, change, edit, analysis));
  writeIndex(flags.folder, pages);
  streams.stdout.write(
    `\n${pages.length} pull requests are in ${flags.folder}/: open ${join(flags.folder, "index.html")}\n`,
  );
}

interface Page {
  readonly name: string;
  readonly title: string;
}

function writePullRequest(
  folder: string,
  change: AnalyzedChange,
  edit: ProvedEdit,
  analysis: Analysis,
): Page {
  const { plan } = change;
  const name = branchName(plan.id)
    .replace(/^optpass\//, "")
    .replaceAll("/", "-");
  const title = changeTitle(plan);
  const body = pullRequestBody(storyOf(change, edit, analysis), readTemplate("pull-request.md"), {
    status: [],
    controls: "",
    metadata: "",
  });
  save(folder, `${name}.md`, `# ${title}\n\n${body}`);
  save(folder, `${name}.html`, pullRequestPage(title, body, chartsOf(plan)));
  return { name, title };
}

function writeIndex(folder: string, pages: readonly Page[]): void {
  // Names and titles hold no markup: both are made of a strict set of characters.
  const list = pages.map(({ name, title }) => `- [${title}](${name}.html)`).join("\n");
  save(
    folder,
    "index.html",
    pullRequestPage("OptPass demo", `Pull requests it would open:\n\n${list}\n`, []),
  );
}

function save(folder: string, name: string, text: string): void {
  try {
    writeFileSync(join(folder, name), text);
  } catch (error) {
    throw new UsageError(
      `--folder: cannot write ${join(folder, name)}: ${error instanceof Error ? error.message : ""}`,
    );
  }
}
