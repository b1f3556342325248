import type { Action, BranchPrefix, ChangeState } from "../core/model/index.ts";
import type { Wording } from "../core/propose/index.ts";
import type { Declined, Ledger } from "../core/reconcile/index.ts";
import type { CodeHost } from "../ports/code-host.ts";
import { PortError } from "../ports/port-error.ts";
import type { Glance } from "./glance.ts";
import type { Performed } from "./perform-action.ts";
import type { Proposal } from "./proposal.ts";
import type { ProposeOptions } from "./propose-options.ts";

/** What became of one change. */
export interface ProposeOutcome {
  readonly id: string;
  readonly branch: string;
  readonly title: string;
  /** Its pull request, where there is one. */
  readonly number: number | null;
  /** `null`: it is not wanted any more, and only its pull request is there. */
  readonly proposal: Proposal | null;
  readonly action: Action;
  readonly state: ChangeState;
  /** A sentence for people. */
  readonly message: string;
  /** What people said no to of it. */
  readonly declined?: readonly Declined[];
  readonly result:
    | { readonly kind: "performed"; readonly performed: Performed }
    | { readonly kind: "left" }
    | { readonly kind: "waits" }
    | { readonly kind: "would-perform" }
    | { readonly kind: "failed"; readonly error: PortError };
}

/** What all changes of a pass share. */
export interface Pass {
  readonly host: CodeHost;
  readonly glance: Glance;
  readonly options: ProposeOptions;
  readonly prefix: BranchPrefix;
  readonly wording: Wording;
}

/** What is left of the limits when a change has its turn. */
export interface Room {
  readonly ledger: Ledger;
  readonly mayOpen: boolean;
}

/** Runs what may fail of one change; a failure of the world becomes its outcome. */
export async function outcomeOf(
  subject: Pick<ProposeOutcome, "id" | "branch" | "title">,
  run: () => Promise<Omit<ProposeOutcome, "id" | "branch" | "title">>,
): Promise<ProposeOutcome> {
  try {
    return { ...subject, ...(await run()) };
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return {
      ...subject,
      number: null,
      proposal: null,
      action: { kind: "leave", number: null, state: "errored", message: error.message },
      state: "errored",
      message: error.message,
      result: { kind: "failed", error },
    };
  }
}

/** Something that is left as it is. */
export function left(
  action: Extract<Action, { kind: "leave" }>,
  proposal: Proposal | null,
): Omit<ProposeOutcome, "id" | "branch" | "title"> {
  const { number, state, message } = action;
  return { number, proposal, action, state, message, result: { kind: "left" } };
}
