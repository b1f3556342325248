import type { Instant } from "./instant.ts";
import type { Knob } from "./setting.ts";

/**
 * What somebody said about one setting of a pull request's proposal: nothing like it until `until` (`null`: ever). One that
 * is over lifts what a closed pull request would say of the setting. About whole proposals, labels speak.
 */
export interface Silence {
  readonly knob: Knob;
  readonly until: Instant | null;
  readonly by: string;
}
