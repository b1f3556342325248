import { type Configuration, describeOrigin, originOf, type Settled } from "../../../../core/config/index.ts";
import type { PolicyTuning } from "../../../../core/model/index.ts";
import { printable } from "../printable.ts";
import { bullets, type Page } from "./page.ts";

/** What the configuration says of one container, and which line or rule says so. */
export function configurationSection(settled: Settled, configuration: Configuration, page: Page): string {
  const { enabled, mode, tuning } = settled;
  const by = (key: string): string => settledBy(key, settled, configuration);
  const tunings = Object.entries(tuning).map(
    ([key, value]) => `tuning.${key}: ${shown(key, value)} (${by(`tuning.${key}`)})`,
  );
  return bullets(
    [
      ...(enabled ? [] : [`enabled: false (${by("enabled")})`]),
      `mode: ${mode} (${by("mode")})`,
      ...tunings,
    ].map(printable),
    page,
  );
}

/** For programs: each value with who decided it. */
export function configurationJsonOf(settled: Settled, configuration: Configuration): object {
  const { enabled, mode, tuning, labels, autoMerge } = settled;
  const by = ["mode", ...Object.keys(tuning).map((key) => `tuning.${key}`)];
  return {
    ...{ enabled, mode, tuning, labels, autoMerge },
    decidedBy: Object.fromEntries(by.map((key) => [key, settledBy(key, settled, configuration)])),
  };
}

function settledBy(key: string, { rules }: Settled, { origins }: Configuration): string {
  const rule = rules.get(key);
  return rule === undefined ? describeOrigin(originOf(origins, key)) : `rule "${rule}"`;
}

function shown(key: string, value: PolicyTuning[keyof PolicyTuning]): string {
  return key === "risk" && typeof value === "number"
    ? `${Number((value * 100).toFixed(6))}%`
    : String(value ?? "none");
}
