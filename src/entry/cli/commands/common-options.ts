import { type Command, Option, type OptionValues } from "@commander-js/extra-typings";
import { addCacheOptions } from "../options/cache-flags.ts";

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** What to read of a metrics source: how much history, and of which containers. */
export function addScopeOptions<Args extends unknown[], Flags extends OptionValues>(
  command: Command<Args, Flags>,
) {
  return addReadingOptions(command).addOption(workloadOption());
}

export function workloadOption() {
  return new Option(
    "--workload <name>",
    "only this workload, as NAME, KIND/NAME or NAMESPACE/KIND/NAME; * matches anything (repeatable)",
  )
    .argParser(collect)
    .default([] as readonly string[], "all");
}

/** The same for a command that has a workload for an argument. */
export function addReadingOptions<Args extends unknown[], Flags extends OptionValues>(
  command: Command<Args, Flags>,
) {
  return command
    .addOption(
      new Option(
        "-w, --window <duration>",
        "how much history to read (default: the configuration's, or 14d)",
      ),
    )
    .addOption(new Option("--at <time>", "look back from this RFC 3339 time instead of now"))
    .addOption(
      new Option("-n, --namespace <name>", "only this namespace; * matches anything (repeatable)")
        .argParser(collect)
        .default([] as readonly string[], "all"),
    );
}

/** How to read a repository. */
export function addRepositoryOptions<Args extends unknown[], Flags extends OptionValues>(
  command: Command<Args, Flags>,
) {
  return addCacheOptions(
    command
      .addOption(new Option("-e, --environment <dir-or-name>", "only this environment of the repository"))
      .addOption(kubectlOption())
      .addOption(new Option("--helm <file>", "helm to render charts with (default: the one on the PATH)")),
  );
}

export function kubectlOption() {
  return new Option(
    "--kubectl <file>",
    "kubectl to render kustomizations with (default: the one on the PATH)",
  );
}

/** A price list, for sources without OpenCost's metrics. */
export function addPriceOptions<Args extends unknown[], Flags extends OptionValues>(
  command: Command<Args, Flags>,
) {
  return command
    .addOption(
      new Option("--price-core-hour <price>", "price of one core for one hour (default: OpenCost's metrics)"),
    )
    .addOption(new Option("--price-gib-hour <price>", "price of one GiB of memory for one hour"))
    .addOption(new Option("--currency <code>", "currency of the price list").default("USD"));
}
