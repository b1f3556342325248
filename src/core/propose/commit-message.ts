import { type ChangePlan, type FileChange, formatDuration, lengthOf } from "../model/index.ts";
import { changeTitle } from "./headline.ts";

const changeTrailer = "OptPass-Change";

/** Message of the commit of a change. Trailers name the change, so that git alone tells where a value came from. */
export function commitMessage(plan: ChangePlan, files: readonly FileChange[]): string {
  const [first] = plan.recommendations;
  const window = first === undefined ? "" : ` over ${formatDuration(lengthOf(first.evidence.window))}`;
  const lines = plan.recommendations.map(
    ({ target, setting, current, proposed }) =>
      `- ${target.container} ${setting}: ${current?.text ?? "unset"} -> ${proposed.text}`,
  );
  return [
    changeTitle(plan),
    "",
    `Computed from Prometheus${window}:`,
    ...lines,
    "",
    ...files.map(({ path }) => `OptPass-File: ${path}`),
    `${changeTrailer}: ${plan.id}`,
    "",
  ].join("\n");
}

/** Whether a commit message says that the commit belongs to this change. */
export function belongsTo(changeId: string, message: string): boolean {
  return message.split("\n").some((line) => line.trim() === `${changeTrailer}: ${changeId}`);
}
