import { type CheckReport, checkNames } from "../model/index.ts";

/**
 * The check on what a merge queue would merge. Each proposal in it was checked on its own pull request, and newer values
 * block no merge, so there is nothing to wait for; a queue whose required check does not conclude stands still.
 */
export function mergeGroupCheck(commit: string): CheckReport {
  return {
    name: checkNames.proposal,
    commit,
    conclusion: "success",
    title: "Nothing to wait for",
    summary: "Each proposal was checked on its own pull request.",
    text: null,
    annotations: [],
    buttons: [],
  };
}
