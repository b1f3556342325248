import type { Instant } from "../core/model/index.ts";

export interface Clock {
  now(): Instant;
}
