import { type Command, InvalidArgumentError, Option, type OptionValues } from "@commander-js/extra-typings";
import { limitPolicies, type PolicyTuning, riskRange } from "../../../core/model/index.ts";
import { UsageError } from "../usage-error.ts";

// None of them has a default here: without a flag, the configuration says what holds.

/** How values are chosen. */
export function addTuningOptions<Args extends unknown[], Flags extends OptionValues>(
  command: Command<Args, Flags>,
) {
  return command
    .addOption(
      new Option(
        "--risk <percent>",
        "share of the time that CPU may exceed its request (default: the configuration's, or 1%)",
      ),
    )
    .addOption(
      new Option(
        "--cpu-limits <policy>",
        "how an existing CPU limit follows; it is never lowered, and goes with none (default: the configuration's, or keep)",
      ).choices(limitPolicies.cpu),
    )
    .addOption(
      new Option(
        "--memory-limits <policy>",
        "how an existing memory limit follows (default: the configuration's, or equal)",
      )
        .choices(limitPolicies.memory)
        .argParser(readMemoryPolicy),
    )
    .addOption(
      new Option(
        "--min-saving <amount>",
        "what lowering a setting must save a month, where prices are known",
      ),
    );
}

export interface TuningFlags {
  readonly risk?: string | undefined;
  readonly cpuLimits?: PolicyTuning["cpuLimits"] | undefined;
  readonly memoryLimits?: PolicyTuning["memoryLimits"] | undefined;
  readonly minSaving?: string | undefined;
}

/** The dials that flags name. */
export function readTuning({ risk, cpuLimits, memoryLimits, minSaving }: TuningFlags): Partial<PolicyTuning> {
  return {
    ...(risk === undefined ? {} : { risk: readRisk(risk) }),
    ...(cpuLimits === undefined ? {} : { cpuLimits }),
    ...(memoryLimits === undefined ? {} : { memoryLimits }),
    ...(minSaving === undefined ? {} : { minimumSaving: readAmount(minSaving) }),
  };
}

function readMemoryPolicy(text: string): PolicyTuning["memoryLimits"] {
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

function readAmount(text: string): number {
  const amount = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text.trim())) {
    throw new UsageError(`--min-saving: "${text}" is not an amount of money such as 5`);
  }
  return amount;
}
