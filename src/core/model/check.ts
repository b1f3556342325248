/** Names are what branch protection refers to: they never change. */
export const checkNames = { proposal: "optpass/proposal", config: "optpass/config" } as const;

/** A verdict on a commit, with annotations on lines and buttons. */
export interface CheckReport {
  readonly name: string;
  readonly commit: string;
  /** `null`: still running. */
  readonly conclusion: "success" | "neutral" | "failure" | "action_required" | null;
  readonly title: string;
  /** Markdown, at most 65,535 characters each. */
  readonly summary: string;
  readonly text: string | null;
  readonly annotations: readonly CheckAnnotation[];
  /** Three at most. */
  readonly buttons: readonly CheckButton[];
}

export interface CheckAnnotation {
  readonly path: string;
  /** One-based. */
  readonly line: number;
  readonly level: "notice" | "warning" | "failure";
  readonly title: string;
  readonly message: string;
}

/** `id` and `label` of at most 20 characters, `description` of at most 40. */
export interface CheckButton {
  readonly id: string;
  readonly label: string;
  readonly description: string;
}
