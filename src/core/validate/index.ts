// Takes a ChangePlan and the current Settings; gives a Finding per guard, and the plan without what no guard would pass.
import type { Finding } from "../model/index.ts";
import type { Guard, GuardInput } from "./guard.ts";
import { confidence } from "./guards/confidence.ts";
import { qualityOfService } from "./guards/quality-of-service.ts";
import { requestWithinLimit } from "./guards/request-within-limit.ts";

export { keepGuaranteed } from "./keep-guaranteed.ts";

/** Every guard there is. */
export const guards = [requestWithinLimit, qualityOfService, confidence] as const satisfies readonly Guard[];

export function validate(input: GuardInput): readonly Finding[] {
  return guards.map((guard) => ({
    guard: guard.id,
    ...(guard.check(input) ?? { verdict: "pass", message: guard.promise }),
  }));
}
