import type { CheckButton } from "../model/index.ts";

const rerun = { id: "rerun", label: "Rerun", description: "Read the metrics again" } as const;
const explain = {
  id: "explain",
  label: "Explain",
  description: "Why this value, and what would change it",
} as const;
const rollback = { id: "rollback", label: "Roll back", description: "Bring the old values back" } as const;

/** The buttons below a check; pressing one is the command of the same name. */
export function buttonsFor(state: "open" | "merged" | "closed"): readonly CheckButton[] {
  if (state === "merged") return [explain, rollback];
  return state === "open" ? [rerun, explain] : [explain];
}

/** The command that a pressed button stands for; `null` for one that is none of ours. */
export function verbOfButton(id: string): "rerun" | "explain" | "rollback" | null {
  return [rerun, explain, rollback].find((button) => button.id === id)?.id ?? null;
}
