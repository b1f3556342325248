import {
  describeWorkload,
  resourceOf,
  type SettingName,
  type WorkloadKind,
  type WorkloadRef,
} from "../core/model/index.ts";
import type { Declined } from "../core/reconcile/index.ts";
import type { Renderer } from "../ports/renderer.ts";
import type { Analysis, AnalyzedChange, ProvedEdit } from "./analysis.ts";
import { editTogether } from "./edit-together.ts";

export interface WantedChange {
  readonly change: AnalyzedChange;
  readonly edit: ProvedEdit;
}

/**
 * The change without the resources that people said no to, edited and proved anew; the change as it is where nothing
 * was declined, and `null` where nothing is left.
 */
export async function withoutDeclined(
  change: AnalyzedChange,
  edit: ProvedEdit,
  refused: readonly Declined[],
  { located }: Analysis,
  renderer: Renderer | null,
): Promise<WantedChange | null> {
  if (refused.length === 0 || located === null) return { change, edit };
  // Both are of the same workloads, and what has no namespace of its own has the one of its change.
  const isWanted = (target: Named, setting: SettingName): boolean =>
    !refused.some(
      (no) =>
        no.container === target.container &&
        no.resource === resourceOf(setting) &&
        (no.workload === undefined || no.workload === describeWorkload(fullTarget(target, change))),
    );
  const recommendations = change.plan.recommendations.filter(({ target, setting }) =>
    isWanted(target, setting),
  );
  const wanted = edit.wanted
    .map((one) => ({
      ...one,
      changes: one.changes.filter(({ setting }) => isWanted(one.container, setting)),
    }))
    .filter(({ changes }) => changes.length > 0);
  if (recommendations.length === 0 || wanted.length === 0) return null;
  const proved = await editTogether(located, renderer, wanted);
  if (!proved.ok) return null;
  return { change: { ...change, plan: { ...change.plan, recommendations } }, edit: proved.value };
}

interface Named {
  readonly namespace: string | null;
  readonly kind: WorkloadKind;
  readonly name: string;
  readonly container: string;
}

/** What is written in a file may leave namespace and cluster to whoever applies it. */
function fullTarget({ namespace, kind, name, container }: Named, { plan }: AnalyzedChange): WorkloadRef {
  const known = plan.recommendations.find(
    ({ target }) =>
      target.kind === kind &&
      target.name === name &&
      target.container === container &&
      (namespace === null || target.namespace === namespace),
  );
  return known?.target ?? { namespace: namespace ?? "", kind, name };
}
