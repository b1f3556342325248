import type { TuningOptions } from "../core/analysis/index.ts";
import type { ContainerChange, Located } from "../core/manifests/index.ts";
import {
  type ChangePlan,
  containerKey,
  type Finding,
  type Grouping,
  type PlacedRecommendation,
  type Policy,
  type Prices,
  type Refusal,
  type RepositoryFiles,
  type Settings,
  type Skipped,
  type WorkloadRef,
  workloadKey,
} from "../core/model/index.ts";
import { planChanges } from "../core/plan/index.ts";
import type { Telemetry } from "../core/telemetry/index.ts";
import { keepGuaranteed, validate } from "../core/validate/index.ts";
import type { Renderer } from "../ports/renderer.ts";
import type { Analysis, AnalyzedChange } from "./analysis.ts";
import { applyPolicy, refusedFile } from "./apply-policy.ts";
import { editTogether } from "./edit-together.ts";
import { fleetsOf } from "./fleet-at.ts";
import { inParallel } from "./in-parallel.ts";
import { locateSettings } from "./locate-settings.ts";
import { oneWorkloadEach } from "./one-workload-each.ts";
import { type PlacedContainer, placeRecommendations } from "./place-recommendations.ts";
import type { Progress } from "./progress.ts";
import { tuningByRule } from "./tuning-by-rule.ts";

export interface AnalyzeOptions {
  readonly repository: Repository | null;
  /** What goes into one pull request together; each workload alone without it. */
  readonly grouping?: Grouping;
  readonly wantsWorkload: (workload: WorkloadRef) => boolean;
  /** A price list; without one the source's own prices count. */
  readonly prices: Prices | null;
  readonly tuning: TuningOptions;
  /** What people decided; without it, `tuning` holds for everything. */
  readonly policy?: Policy | undefined;
  readonly progress: Progress;
}

export interface Repository {
  readonly files: RepositoryFiles;
  readonly renderer: Renderer | null;
  /** Only this environment, by directory or name. */
  readonly environment?: string | undefined;
}

// Each change renders every environment that it feeds, before and after; the renderer bounds what runs at once.
const changesAtOnce = 2;

/** One pass without effects: what should change, where, with which proof, and why everything else stays. */
export async function analyze(telemetry: Telemetry, options: AnalyzeOptions): Promise<Analysis> {
  const { repository, wantsWorkload, progress } = options;
  const policy = options.policy ?? null;
  const running = telemetry.evidence.map(({ target, live }) => ({ target, live }));
  const located =
    repository === null ? null : await locateSettings(repository.files, repository.renderer, { running });
  const evidence = telemetry.evidence.filter(({ target }) => wantsWorkload(target));
  const place = {
    located,
    environment: repository?.environment,
    prices: options.prices ?? telemetry.prices,
    // Everything that was read teaches, also what nobody asked about.
    fleetAt: fleetsOf(telemetry.evidence),
    tuningOf: tuningByRule(options.tuning, policy),
  };
  const placed = oneWorkloadEach(
    evidence.map((one) => applyPolicy(placeRecommendations(one, place), policy)),
  );
  const containers = new Map(placed.map((one) => [containerKey(one.target), one]));
  const recommendations = [...containers.values()].flatMap((one) => one.recommendations);
  const plans = planChanges(recommendations, options.grouping);
  let done = 0;
  const outcomes = await inParallel(plans, changesAtOnce, async (plan) => {
    const outcome = await examine(plan, {
      containers,
      located,
      renderer: repository?.renderer ?? null,
      policy,
    });
    done += 1;
    progress({ step: "proving changes", done, of: plans.length, detail: plan.id });
    return outcome;
  });
  return {
    telemetry,
    located,
    containers: [...containers.values()],
    changes: outcomes.flatMap(({ change }) => change ?? []),
    skipped: [
      ...[...containers.values()].flatMap(({ skipped }) => skipped),
      ...outcomes.flatMap(({ skipped }) => skipped),
    ],
    notices: [...telemetry.notices, ...(located?.notices ?? [])],
  };
}

interface Examined {
  readonly change: AnalyzedChange | null;
  readonly skipped: readonly Skipped[];
}

/** What a change is judged by. */
interface Surroundings {
  readonly containers: ReadonlyMap<string, PlacedContainer>;
  readonly located: Located | null;
  readonly renderer: Renderer | null;
  readonly policy: Policy | null;
}

/** Guards and proof of one change; a refusal of the proof leaves all its settings alone. */
async function examine(
  wanted: ChangePlan,
  { containers, located, renderer, policy }: Surroundings,
): Promise<Examined> {
  const guarded = workloadsOf(wanted).map((part) => guard(part, containers));
  const recommendations = guarded.flatMap((part) => part.plan?.recommendations ?? []);
  const skipped = guarded.flatMap((part) => part.skipped);
  if (recommendations.length === 0) return { change: null, skipped };
  const plan = { ...wanted, recommendations };
  const findings = distinct(guarded.flatMap((part) => (part.plan === null ? [] : part.findings)));
  if (located === null) return { change: { plan, findings, edit: null }, skipped };
  const edit = await editTogether(located, renderer, changesOf(plan, containers));
  // An override may go into another file than the value that it overrides.
  const refusal = edit.ok
    ? refusedFile(
        edit.value.files.map(({ path }) => path),
        policy,
      )
    : edit.error;
  return edit.ok && refusal === null
    ? { change: { plan, findings, edit: edit.value }, skipped }
    : { change: null, skipped: [...skipped, ...(refusal === null ? [] : skipAll(plan, refusal))] };
}

interface Guarded {
  /** `null`: nothing of it is left. */
  readonly plan: ChangePlan | null;
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
}

/** The guards look at pods, so at one workload at a time. */
function guard(wanted: ChangePlan, containers: ReadonlyMap<string, PlacedContainer>): Guarded {
  const current = currentOf(wanted.workload, containers);
  const { plan, refused } = keepGuaranteed({ plan: wanted, current });
  if (plan.recommendations.length === 0) return { plan: null, findings: [], skipped: refused };
  const findings = validate({ plan, current });
  const block = findings.find(({ verdict }) => verdict === "block");
  if (block === undefined) return { plan, findings, skipped: refused };
  const refusal = { code: "blocked-by-guard", guard: block.guard, finding: block.message } as const;
  return { plan: null, findings, skipped: [...refused, ...skipAll(plan, refusal)] };
}

function workloadsOf({ id, recommendations }: ChangePlan): readonly ChangePlan[] {
  const parts = new Map<string, ChangePlan & { readonly recommendations: PlacedRecommendation[] }>();
  for (const recommendation of recommendations) {
    const { container: _, ...workload } = recommendation.target;
    const key = workloadKey(workload);
    const part = parts.get(key) ?? { id, workload, recommendations: [] };
    part.recommendations.push(recommendation);
    parts.set(key, part);
  }
  return [...parts.values()];
}

/** A guard that finds the same of several workloads says it once. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  return [
    ...new Map(findings.map((one) => [JSON.stringify([one.guard, one.verdict, one.message]), one])).values(),
  ];
}

function skipAll({ recommendations }: ChangePlan, refusal: Refusal): readonly Skipped[] {
  return recommendations.map(({ target, setting }) => ({ target, setting, refusal }));
}

/** Settings of every container of a workload that was looked at, by container name. */
function currentOf(
  workload: WorkloadRef,
  containers: ReadonlyMap<string, PlacedContainer>,
): ReadonlyMap<string, Settings> {
  const prefix = `${workloadKey(workload)}/`;
  const current = new Map<string, Settings>();
  for (const [key, container] of containers) {
    if (key.startsWith(prefix)) current.set(key.slice(prefix.length), container.current);
  }
  return current;
}

function changesOf(
  plan: ChangePlan,
  containers: ReadonlyMap<string, PlacedContainer>,
): readonly ContainerChange[] {
  const changes = new Map<string, ContainerChange>();
  for (const { target, setting, proposed } of plan.recommendations) {
    const key = containerKey(target);
    const container = containers.get(key)?.located;
    if (container === undefined || container === null) continue;
    const before = changes.get(key)?.changes ?? [];
    changes.set(key, { container, changes: [...before, { setting, value: proposed?.text ?? null }] });
  }
  return [...changes.values()];
}
