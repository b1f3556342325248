import type { Location } from "../../model/index.ts";

/** What the manifest says about how a container's process is started: its environment and its words. */
export interface Launch {
  /** In order; a name is there once. */
  readonly env: readonly EnvText[];
  /** `null`: the image's own. */
  readonly command: readonly LaunchWord[] | null;
  readonly args: readonly LaunchWord[] | null;
  /** Something that is not followed may change it: a JSON6902 patch without a renderer. */
  readonly isDoubted: boolean;
}

export interface EnvText {
  readonly name: string;
  /** `null`: it comes from elsewhere, such as a secret. */
  readonly value: string | null;
  /** The value is the container's own memory limit, in bytes. */
  readonly isMemoryLimit: boolean;
  readonly locate: Locate;
}

export interface LaunchWord {
  readonly text: string;
  readonly locate: Locate;
}

/** Where it is written; asked for only where it matters, since a search may stand behind it. */
type Locate = () => Location | null;

export const unsaid: Launch = { env: [], command: null, args: null, isDoubted: false };
