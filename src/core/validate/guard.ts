import type { ChangePlan, Finding, Settings } from "../model/index.ts";

/** What a guard judges: the plan, and what each container is set to today. */
export interface GuardInput {
  readonly plan: ChangePlan;
  readonly current: ReadonlyMap<string, Settings>;
}

/** A rule that can stop a change. The id is part of the output and stays stable. */
export interface Guard {
  readonly id: string;
  /** What it makes sure of, for the list of guards passed. */
  readonly promise: string;
  check(input: GuardInput): Omit<Finding, "guard"> | null;
}
