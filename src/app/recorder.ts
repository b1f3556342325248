import type { Command } from "../core/commands/index.ts";
import type { ChangePlan, ChangeState, RecordedSetting } from "../core/model/index.ts";
import type { Declined } from "../core/reconcile/index.ts";
import type { Pause } from "../core/record/index.ts";
import type { CodeHost, PullRequest } from "../ports/code-host.ts";
import type { Outcome } from "./order.ts";
import type { Said } from "./said.ts";

/**
 * Writes down what happens. Nothing is decided by it. What it is told of may have been written down before: it compares
 * with what is kept, and writes what is missing. All methods throw a PortError where the log fails; then the next pass sees
 * the same world, and writes it down.
 */
export interface Recorder {
  /** Before a proposal is written: what it rests on can be had only now. */
  proposing(plan: ChangePlan, settings: readonly RecordedSetting[]): Promise<void>;
  /** After the proposals of a pass: what was there before them, and what became of each. */
  passed(host: CodeHost, seen: readonly PullRequest[], became: readonly Became[]): Promise<void>;
  /** A command of a person, after it was carried out or ordered. */
  ordered(command: Command, said: Said, outcome: Outcome): Promise<void>;
  /** Whether somebody stopped everything here. */
  sawPause(pause: Pause | null): Promise<void>;
}

/** What became of one change in a pass. */
export interface Became {
  /** Its pull request, where there is one. */
  readonly number: number | null;
  readonly state: ChangeState;
  /** As it is after the pass wrote to it. */
  readonly written: PullRequest | null;
  readonly declined: readonly Declined[];
}

/** Where nothing is kept. */
export const noRecorder: Recorder = {
  proposing: async () => {},
  passed: async () => {},
  ordered: async () => {},
  sawPause: async () => {},
};
