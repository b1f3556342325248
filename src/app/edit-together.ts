import { type ContainerChange, type CountChange, type Located, planEdits } from "../core/manifests/index.ts";
import { ok, type Refusal, type Result } from "../core/model/index.ts";
import type { Renderer } from "../ports/renderer.ts";
import type { ProvedEdit } from "./analysis.ts";
import { describeProof } from "./describe-proof.ts";
import { proveEdits } from "./prove-edits.ts";

/** Edits all these containers and counts in one go, because they may share a file, and proves the result. */
export async function editTogether(
  located: Located,
  renderer: Renderer | null,
  wanted: readonly ContainerChange[],
  counts: readonly CountChange[] = [],
): Promise<Result<ProvedEdit, Refusal>> {
  const plan = planEdits(located, wanted, counts);
  if (!plan.ok) return plan;
  const proved = await proveEdits(located, renderer, plan.value);
  if (!proved.ok) return proved;
  return ok({ wanted, files: proved.value.changes, proof: describeProof(proved.value) });
}
