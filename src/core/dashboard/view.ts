import type { Instant, SettingName } from "../model/index.ts";
import type { SectionId } from "./sections.ts";

/** What the dashboard shows: a value that the outcomes of a pass are sorted into. All texts may be anything. */
export interface DashboardView {
  /** Somebody stopped OptPass in this repository. */
  readonly paused: { readonly by: string; readonly since: string } | null;
  /** What is wrong with the configuration, a sentence each. */
  readonly problems: readonly string[];
  readonly sources: readonly SourceHealth[];
  readonly items: readonly DashboardItem[];
  readonly inBalance: readonly { readonly what: string; readonly why: string }[];
  readonly managed: readonly ManagedSetting[];
}

export interface SourceHealth {
  readonly name: string;
  readonly isHealthy: boolean;
  readonly message: string;
}

/** One change, open or not. */
export interface DashboardItem {
  readonly section: SectionId;
  readonly title: string;
  /** `null`: it has none, so nothing can be ordered of it. */
  readonly branch: string | null;
  /** Its pull request. */
  readonly number: number | null;
  /** One sentence, or empty. */
  readonly detail: string;
  /** Days of evidence. */
  readonly evidence?: { readonly have: number; readonly need: number };
}

export interface ManagedSetting {
  readonly target: string;
  readonly setting: SettingName;
  readonly current: string | null;
  /** `null` where it stays. */
  readonly proposed: string | null;
  /** 0 to 1; `null` where there is no answer. */
  readonly confidence: number | null;
  readonly evaluated: Instant;
}
