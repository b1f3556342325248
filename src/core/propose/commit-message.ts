import { type ChangePlan, describeProposed, type FileChange, wholeDays } from "../model/index.ts";
import { changeTitle } from "./headline.ts";

const changeTrailer = "OptPass-Change";
const treeTrailer = "OptPass-Tree";

/**
 * Message of the commit of a change. Trailers name the change and the commit's own tree, so that git alone tells where
 * a value came from, and whether the commit is still as it was made.
 */
export function commitMessage(plan: ChangePlan, files: readonly FileChange[], tree: string): string {
  const [first] = plan.recommendations;
  const window = first === undefined ? "" : ` over ${wholeDays(first.evidence.window)}`;
  const lines = plan.recommendations.map(
    ({ target, setting, current, proposed }) =>
      `- ${target.container} ${setting}: ${current?.text ?? "unset"} -> ${describeProposed({ proposed })}`,
  );
  return [
    changeTitle(plan),
    "",
    `Computed from Prometheus${window}:`,
    ...lines,
    "",
    ...files.map(({ path }) => `OptPass-File: ${path}`),
    `${changeTrailer}: ${plan.id}`,
    `${treeTrailer}: ${tree}`,
    "",
  ].join("\n");
}

/** Whether a commit belongs to this change and holds exactly what was committed for it: an amended one does not. */
export function isUntouched(
  changeId: string,
  commit: { readonly message: string; readonly tree: string },
): boolean {
  const lines = commit.message.split("\n").map((line) => line.trim());
  return lines.includes(`${changeTrailer}: ${changeId}`) && lines.includes(`${treeTrailer}: ${commit.tree}`);
}
