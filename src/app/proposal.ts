import {
  type ChangeRecord,
  describeWorkload,
  formatInstant,
  type PlacedRecommendation,
  type RecordedSetting,
} from "../core/model/index.ts";
import { type ChangeStory, controls, pullRequestBody, type Wording } from "../core/propose/index.ts";
import { writeMetadata } from "../core/record/index.ts";
import type { CommitRef } from "../ports/code-host.ts";
import type { Analysis, AnalyzedChange, ProvedEdit } from "./analysis.ts";
import { storyOf } from "./change-story.ts";
import type { ProposeOptions } from "./propose-options.ts";

/** Everything that writing one change needs to know. */
export interface Proposal {
  readonly change: AnalyzedChange;
  readonly edit: ProvedEdit;
  readonly settings: readonly RecordedSetting[];
  readonly story: ChangeStory;
  readonly branch: string;
  readonly executable: ReadonlySet<string>;
  readonly wording: Wording;
  readonly options: Pick<ProposeOptions, "base" | "policy" | "now" | "seal" | "say" | "template">;
}

export function proposalOf(
  change: AnalyzedChange,
  edit: ProvedEdit,
  place: { readonly branch: string; readonly wording: Wording },
  options: ProposeOptions,
): Proposal {
  const { analysis } = options;
  return {
    change,
    edit,
    settings: change.plan.recommendations.flatMap((one) => recordOf(one, change.plan.group !== undefined)),
    story: storyOf(change, edit, analysis),
    ...place,
    executable: executablesOf(edit, analysis),
    options,
  };
}

/** The body as it is written, metadata included; a dry run shows it with a commit that was not made. */
export function bodyOf(
  { story, branch, options }: Proposal,
  record: ChangeRecord,
  status: readonly string[],
): string {
  return pullRequestBody(story, options.template, {
    status,
    controls: controls(branch, options.policy, { hearsComments: options.say !== null }),
    metadata: writeMetadata(record, options.seal),
  });
}

/** What is remembered of a proposal; `kept` is what a new commit does not change of it. */
export function newRecord(
  { change: { plan }, settings, options }: Proposal,
  head: CommitRef,
  kept: Pick<ChangeRecord, "labels"> = {},
): ChangeRecord {
  return {
    id: plan.id,
    workload: plan.workload,
    settings,
    head: { commit: head.commit, tree: head.tree },
    evidenceUntil: evidenceUntil(plan.recommendations),
    writtenAt: formatInstant(options.now),
    ...(kept.labels === undefined ? {} : { labels: kept.labels }),
  };
}

/** When the evidence of a change ends, RFC 3339. */
export function evidenceUntil([first]: readonly PlacedRecommendation[]): string {
  if (first === undefined) throw new Error("a change without a recommendation was proposed");
  return formatInstant(first.evidence.window.to);
}

function executablesOf(edit: ProvedEdit, { located }: Analysis): ReadonlySet<string> {
  const files = located?.survey.files.files;
  const executable = edit.files.filter(({ path }) => {
    const file = files?.get(path);
    return file?.kind === "text" && file.executable === true;
  });
  return new Set(executable.map(({ path }) => path));
}

function recordOf(
  { target, setting, location, current, proposed, class: kind }: PlacedRecommendation,
  isOfSeveral: boolean,
): readonly RecordedSetting[] {
  if (location === null) return [];
  const { file, path } = location;
  return [
    {
      ...(isOfSeveral ? { workload: describeWorkload(target) } : {}),
      container: target.container,
      setting,
      file,
      path,
      from: current?.text ?? null,
      to: proposed?.text ?? null,
      ...(kind === "safety" ? { class: kind } : {}),
    },
  ];
}
