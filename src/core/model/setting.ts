import type { Quantity } from "./quantity.ts";

/** The settings a container has in this version of the model. */
export const settingNames = ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"] as const;

/** One numeric value of a container, named by its path below `resources`. */
export type SettingName = (typeof settingNames)[number];

/** What people name in a command: one setting of a change, in one container or in all. */
export interface Knob {
  readonly container: string | null;
  readonly setting: SettingName;
}

export type Resource = "cpu" | "memory";
export type Bound = "requests" | "limits";

export function resourceOf(setting: SettingName): Resource {
  return setting.endsWith("cpu") ? "cpu" : "memory";
}

export function boundOf(setting: SettingName): Bound {
  return setting.startsWith("requests") ? "requests" : "limits";
}

/** What a container has today; a missing key means that the container does not set it. */
export type Settings = Readonly<Partial<Record<SettingName, Quantity>>>;

/** Where a value is written: a line of a file and the path of the key in its document. */
export interface Location {
  /** Path from the root of the repository, with `/`. */
  readonly file: string;
  /** One-based line of the value, or of the key that a missing value would be added under. */
  readonly line: number;
  /** Dotted path for people: `spec.template.spec.containers[0].resources.requests.cpu`. */
  readonly path: string;
}
