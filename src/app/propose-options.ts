import type { Asked, ChangePlan, Instant, Mode, Policy, Seal, WorkloadRef } from "../core/model/index.ts";
import type { CommitRef, Overview } from "../ports/code-host.ts";
import type { Renderer } from "../ports/renderer.ts";
import type { Analysis, AnalyzedChange } from "./analysis.ts";
import type { Progress } from "./progress.ts";
import type { Recorder } from "./recorder.ts";
import type { Say } from "./say-once.ts";

export interface KeptBack {
  readonly plan: ChangePlan;
  readonly mode: Exclude<Mode, "pr">;
}

export interface ProposeOptions {
  readonly analysis: Analysis;
  /** The repository as the pass began. */
  readonly seen: Overview;
  /** The commit whose files were analyzed, and its branch. */
  readonly base: CommitRef & { readonly branch: string };
  readonly policy: Policy;
  readonly now: Instant;
  /** Signs what is remembered in pull requests; with one, nothing unsigned is believed. */
  readonly seal: Seal | null;
  /** What people asked for since the last pass, by branch; boxes that are ticked are seen anyway. */
  readonly asked: ReadonlyMap<string, Asked>;
  /** Whether the pass looked at a workload; pull requests of others are left alone. */
  readonly isInScope: (workload: WorkloadRef) => boolean;
  /** Changes that a rule keeps from being pull requests; they are not among those of the analysis. */
  readonly keptBack: readonly KeptBack[];
  /** Whether a rule lets a change be merged without a person. */
  readonly mergesItself: (change: AnalyzedChange) => boolean;
  /** Comments; `null`: nothing is said beside the texts of the pull requests. */
  readonly say: Say | null;
  readonly renderer: Renderer | null;
  readonly template: string;
  readonly recorder: Recorder;
  readonly dryRun: boolean;
  /** New pull requests of this run at most, beside what the policy allows. */
  readonly mostNew: number;
  readonly progress: Progress;
}
