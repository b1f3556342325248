import type { One } from "./no-cycles.ts";
export interface Other {
  readonly one: One;
}
