import { type ContainerChoice, type Located, planMarkedEdits } from "../core/manifests/index.ts";
import { ok, type Refusal, type Result, type SettingName } from "../core/model/index.ts";
import type { ProvedEdit } from "./analysis.ts";
import { describeProof } from "./describe-proof.ts";
import { proveByParsers } from "./prove-edits.ts";

/**
 * Edits values that comments mark as settings of a container, where no environment shows the container itself. `null`:
 * nothing marks them. What they render to is not proved, and the proof says so.
 */
export function editMarked(
  located: Located,
  choice: ContainerChoice,
  changes: readonly { readonly setting: SettingName; readonly value: string }[],
): Result<ProvedEdit, Refusal> | null {
  const plan = planMarkedEdits(located, choice, changes);
  if (plan === null || !plan.ok) return plan;
  const proved = proveByParsers(located, plan.value);
  if (!proved.ok) return proved;
  const { statements } = describeProof({ ...proved.value, rendered: [], unrendered: [] });
  const unproved = "Comments say what these values are; no render shows it, so nothing is proved of that.";
  return ok({ wanted: [], files: proved.value.changes, proof: { statements: [...statements, unproved] } });
}
