import type { Knob, SettingName } from "../core/model/index.ts";

/** What a person asked for and a pass has to do: a value, carried out by whoever runs the pass. */
export type Order =
  /** `null`: everything in the repository. */
  | { readonly kind: "rerun"; readonly branch: string | null }
  | { readonly kind: "rebase" | "recreate"; readonly branch: string }
  /** Whatever limits and schedules say. */
  | { readonly kind: "open"; readonly branch: string }
  /** `pullRequest` is merged; `branch` is its branch. */
  | {
      readonly kind: "rollback";
      readonly branch: string;
      readonly pullRequest: number;
      readonly knob: Knob | null;
      readonly askedBy: string;
    }
  /** A look at what came of a merged one, whether or not it is due. */
  | { readonly kind: "verify"; readonly branch: string; readonly pullRequest: number }
  | { readonly kind: "explain"; readonly branch: string; readonly knob: Knob | null }
  /** A pull request on the configuration: a rule that bounds one setting. Equal bounds pin it. */
  | {
      readonly kind: "configure";
      readonly branch: string;
      readonly container: string;
      readonly setting: SettingName;
      readonly floor: string | null;
      readonly ceiling: string | null;
      readonly askedBy: string;
    };

/** What became of one line that was said to us. `text` is Markdown; `null`: the reaction says enough. */
export type Outcome =
  | { readonly kind: "done"; readonly text: string | null }
  | { readonly kind: "refused"; readonly text: string | null }
  /** Under way; `done` or `refused` once the pass has carried it out. */
  | { readonly kind: "ordered"; readonly order: Order; readonly text: string | null };

export function done(text: string | null = null): Outcome {
  return { kind: "done", text };
}

export function refused(text: string | null): Outcome {
  return { kind: "refused", text };
}

export function ordered(order: Order, text: string | null = null): Outcome {
  return { kind: "ordered", order, text };
}

export function ordersOf(outcomes: readonly Outcome[]): readonly Order[] {
  return outcomes.flatMap((outcome) => (outcome.kind === "ordered" ? [outcome.order] : []));
}
