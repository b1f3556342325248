import { describeAmount, err, formatDuration, lengthOf, ok, toNumber } from "../../model/index.ts";
import { notAutoscaledOn } from "../autoscaled.ts";
import { sufficientUsage } from "../sufficiency.ts";
import type { Tuner } from "../tuner.ts";

const resolution = { scrape: "from scrape to scrape", "five-minutes": "averaged over 5 minutes" } as const;

// Above this share of throttled periods, usage is what the limit allowed and no longer what was wanted.
const censoredAbove = 0.1;

/**
 * CPU request: a high quantile over all pods and the whole window, plus a margin. The CPU limit is left alone, and
 * the request never passes it.
 */
export const cpuRequest = {
  id: "cpu-request",
  setting: "requests.cpu",
  propose(input) {
    const { evidence, current, options } = input;
    const autoscaled = notAutoscaledOn(evidence, "cpu");
    if (!autoscaled.ok) return autoscaled;
    const sufficient = sufficientUsage(input, "cpu");
    if (!sufficient.ok) return sufficient;

    const { quantiles, max, samples } = sufficient.value.distribution;
    const used = quantiles[options.cpuQuantile];
    const limit = current["limits.cpu"];
    const ceiling = limit === undefined ? Infinity : toNumber(limit);
    const wanted = Math.min(ceiling, Math.max(options.floors.cpu, used * (1 + options.cpuMargin)));
    const today = current["requests.cpu"] ?? limit;
    const share = evidence.throttledShare ?? 0;
    if (limit !== undefined && share > censoredAbove && today !== undefined && wanted <= toNumber(today)) {
      return err({ code: "throttled", share, limit: limit.text });
    }

    const window = formatDuration(lengthOf(evidence.window));
    const reasons = [
      `${options.cpuQuantile} of CPU, ${resolution[evidence.resolution]}, is ${describeAmount("cpu", used)} over ${evidence.pods} pods and ${window} (${samples} samples, highest ${describeAmount("cpu", max)}); ${Math.round(options.cpuMargin * 100)} % margin is added.`,
    ];
    if (wanted === options.floors.cpu) reasons.push(`Never below ${describeAmount("cpu", wanted)}.`);
    if (wanted === ceiling) reasons.push("Capped at its CPU limit.");
    if (share > censoredAbove) {
      reasons.push(
        `Throttled in ${Math.round(share * 100)} % of the periods: it may want more than it could use.`,
      );
    }
    return ok({
      wanted: [{ setting: "requests.cpu", amount: wanted }],
      reasons,
      urgent: false,
      predict: (proposed) => ({
        statement: `${options.cpuQuantile} of CPU stays at ${Math.round((used / proposed) * 100)} % of the request`,
        usageRatio: used / proposed,
        tolerance: 0.15,
      }),
    });
  },
} as const satisfies Tuner;
