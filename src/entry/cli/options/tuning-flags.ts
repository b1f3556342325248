import { type Command, InvalidArgumentError, Option, type OptionValues } from "@commander-js/extra-typings";
import { defaultTuning, type TuningOptions } from "../../../core/analysis/index.ts";
import { limitPolicies, riskRange } from "../../../core/model/index.ts";
import { UsageError } from "../usage-error.ts";

/** How values are chosen. */
export function addTuningOptions<Args extends unknown[], Flags extends OptionValues>(
  command: Command<Args, Flags>,
) {
  return command
    .addOption(
      new Option("--risk <percent>", "share of the time that CPU may exceed its request").default("1%"),
    )
    .addOption(
      new Option(
        "--cpu-limits <policy>",
        "how an existing CPU limit follows; it is never lowered, and goes with none",
      )
        .choices(limitPolicies.cpu)
        .default(defaultTuning.limits.cpu),
    )
    .addOption(
      new Option("--memory-limits <policy>", "how an existing memory limit follows")
        .choices(limitPolicies.memory)
        .argParser(readMemoryPolicy)
        .default(defaultTuning.limits.memory),
    )
    .addOption(
      new Option(
        "--min-saving <amount>",
        "what lowering a setting must save a month, where prices are known",
      ),
    );
}

export interface TuningFlags {
  readonly risk: string;
  readonly cpuLimits: TuningOptions["limits"]["cpu"];
  readonly memoryLimits: TuningOptions["limits"]["memory"];
  readonly minSaving?: string | undefined;
}

export function readTuning({ risk, cpuLimits, memoryLimits, minSaving }: TuningFlags): TuningOptions {
  return {
    ...defaultTuning,
    risk: readRisk(risk),
    limits: { cpu: cpuLimits, memory: memoryLimits },
    minimumSaving: { ...defaultTuning.minimumSaving, monthly: readAmount(minSaving) },
  };
}

function readMemoryPolicy(text: string): TuningFlags["memoryLimits"] {
  const policy = limitPolicies.memory.find((known) => known === text);
  if (policy !== undefined) return policy;
  const why =
    text === "none"
      ? "Without a memory limit, one leak takes the memory of its node until others are killed, so a memory limit is never removed. "
      : "";
  throw new InvalidArgumentError(`${why}Allowed choices are ${limitPolicies.memory.join(", ")}.`);
}

function readRisk(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*%?$/.exec(text.trim());
  const share = Number(match?.[1] ?? Number.NaN) / 100;
  if (!(share >= riskRange.least && share <= riskRange.most)) {
    throw new UsageError(
      `--risk: "${text}" is not a share of the time between ${riskRange.least * 100} % and ${riskRange.most * 100} %, such as 1%`,
    );
  }
  return share;
}

function readAmount(text: string | undefined): number | null {
  if (text === undefined) return null;
  const amount = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text.trim())) {
    throw new UsageError(`--min-saving: "${text}" is not an amount of money such as 5`);
  }
  return amount;
}
