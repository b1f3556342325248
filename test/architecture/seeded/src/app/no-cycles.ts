import type { Other } from "./other-of-the-cycle.ts";
export interface One {
  readonly other: Other;
}
