import { instant } from "../../core/model/index.ts";
import type { Clock } from "../../ports/clock.ts";

export const systemClock: Clock = { now: () => instant(Date.now()) };
