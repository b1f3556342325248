import { resourceOf, type SettingName } from "../core/model/index.ts";
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
  const isWanted = (container: string, setting: SettingName): boolean =>
    !refused.some((no) => no.container === container && no.resource === resourceOf(setting));
  const recommendations = change.plan.recommendations.filter(({ target, setting }) =>
    isWanted(target.container, setting),
  );
  const wanted = edit.wanted
    .map((one) => ({
      ...one,
      changes: one.changes.filter(({ setting }) => isWanted(one.container.container, setting)),
    }))
    .filter(({ changes }) => changes.length > 0);
  if (recommendations.length === 0 || wanted.length === 0) return null;
  const proved = await editTogether(located, renderer, wanted);
  if (!proved.ok) return null;
  return { change: { ...change, plan: { ...change.plan, recommendations } }, edit: proved.value };
}
