import type { TuningOptions } from "../core/analysis/index.ts";
import type { ContainerChange, Located } from "../core/manifests/index.ts";
import {
  type ChangePlan,
  containerKey,
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
  const plans = planChanges([...containers.values()].flatMap(({ recommendations }) => recommendations));
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

/** Guards and proof of one change; a refusal of either leaves all its settings alone. */
async function examine(
  wanted: ChangePlan,
  { containers, located, renderer, policy }: Surroundings,
): Promise<Examined> {
  const current = currentOf(wanted.workload, containers);
  const { plan, refused } = keepGuaranteed({ plan: wanted, current });
  if (plan.recommendations.length === 0) return { change: null, skipped: refused };
  const skipRest = (refusal: Refusal): Examined => ({
    change: null,
    skipped: [...refused, ...skipAll(plan, refusal)],
  });
  const findings = validate({ plan, current });
  const block = findings.find(({ verdict }) => verdict === "block");
  if (block !== undefined) {
    return skipRest({ code: "blocked-by-guard", guard: block.guard, finding: block.message });
  }
  if (located === null) return { change: { plan, findings, edit: null }, skipped: refused };
  const edit = await editTogether(located, renderer, changesOf(plan, containers));
  if (!edit.ok) return skipRest(edit.error);
  // An override may go into another file than the value that it overrides.
  const paths = edit.value.files.map(({ path }) => path);
  const outside = refusedFile(paths, policy);
  return outside === null
    ? { change: { plan, findings, edit: edit.value }, skipped: refused }
    : skipRest(outside);
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
