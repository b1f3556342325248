/** One verdict on a commit. Only the app that made it may change it. */
export interface CheckRun {
  readonly id: number;
  readonly appId: number;
  /** All runs of one app on one commit are one suite. */
  readonly suite: number;
  readonly headSha: string;
  name: string;
  status: string;
  conclusion: string | null;
  startedAt: string;
  completedAt: string | null;
  detailsUrl: string | null;
  externalId: string;
  output: CheckOutput;
  readonly annotations: CheckAnnotation[];
  actions: readonly CheckAction[];
}

export interface CheckOutput {
  readonly title: string | null;
  readonly summary: string | null;
  readonly text: string | null;
}

export interface CheckAction {
  readonly label: string;
  readonly description: string;
  readonly identifier: string;
}

/** As it was sent. */
export type CheckAnnotation = Readonly<Record<string, unknown>>;

/** What a request says about a run; what it leaves out stays. */
export interface CheckChange {
  readonly name?: string;
  readonly status?: string;
  readonly conclusion?: string;
  readonly startedAt?: string;
  readonly completedAt?: string;
  readonly detailsUrl?: string;
  readonly externalId?: string;
  readonly output?: Partial<CheckOutput>;
  /** Added to those that are there. */
  readonly annotations?: readonly CheckAnnotation[];
  readonly actions?: readonly CheckAction[];
}

/** A classic commit status. */
export interface CommitStatus {
  readonly id: number;
  readonly sha: string;
  readonly context: string;
  readonly state: "error" | "failure" | "pending" | "success";
  readonly description: string | null;
  readonly creator: string;
  readonly at: string;
}
