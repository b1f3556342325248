import { Option } from "@commander-js/extra-typings";

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Flags that several commands share, each defined once. */
export const commonOptions = {
  window: new Option("-w, --window <duration>", "how much history to read").default("14d"),
  at: new Option("--at <time>", "look back from this RFC 3339 time instead of now"),
  namespace: new Option("-n, --namespace <name>", "only this namespace; * matches anything (repeatable)")
    .argParser(collect)
    .default([] as readonly string[], "all"),
  workload: new Option(
    "--workload <name>",
    "only this workload, as NAME or KIND/NAME; * matches anything (repeatable)",
  )
    .argParser(collect)
    .default([] as readonly string[], "all"),
  environment: new Option("-e, --environment <dir-or-name>", "only this environment of the repository"),
  kubectl: new Option(
    "--kubectl <file>",
    "kubectl to render kustomizations with (default: the one on the PATH)",
  ),
  priceCoreHour: new Option(
    "--price-core-hour <price>",
    "price of one core for one hour (default: OpenCost's metrics)",
  ),
  priceGibHour: new Option("--price-gib-hour <price>", "price of one GiB of memory for one hour"),
  currency: new Option("--currency <code>", "currency of the price list").default("USD"),
} as const;
