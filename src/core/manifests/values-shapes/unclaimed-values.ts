import { type FieldName, type Location, type Refusal, settingNames } from "../../model/index.ts";
import type { Environment } from "../environment.ts";
import { locationOf } from "../slot-location.ts";
import { textOf } from "../yaml-nodes.ts";
import type { LocatedByValues } from "./locate-by-values.ts";
import type { ValuesCandidate } from "./values-candidate.ts";

/** A value for something that is made by rules which the repository does not have, and why it is not to be edited. */
export interface UnclaimedValue {
  readonly environment: Environment;
  /** What the value is for: a release of a chart, or a custom resource. */
  readonly maker: { readonly namespace: string | null; readonly kind: string; readonly name: string };
  /** `null` for a count, of which only the chart knows what it means. */
  readonly setting: FieldName | null;
  readonly refusal: Refusal;
}

/**
 * The values of charts elsewhere that no container which runs is known to have. A release for which the repository
 * says nothing at all is told once.
 */
export function unclaimedValues({ offers, claims }: LocatedByValues): readonly UnclaimedValue[] {
  const claimed = [...claims.values()].flatMap((claim) => (claim.ok ? [claim.value] : []));
  return offers.flatMap(({ release, candidates, counts }): readonly UnclaimedValue[] => {
    const { environment, source, chart } = release;
    const maker = { namespace: source.namespace, kind: "HelmRelease", name: source.releaseName };
    const name = `chart ${chart ?? "of another place"}`;
    const own = claimed.filter((claim) => claim.release === release).map(({ candidate }) => keyOf(candidate));
    const left = candidates.filter((candidate) => !own.includes(keyOf(candidate)));
    const amounts = left.flatMap((candidate) =>
      settingNames.flatMap((setting): readonly UnclaimedValue[] => {
        const { value } = candidate.settings[setting];
        if (value.says !== "amount") return [];
        const { slot } = value.traced;
        const refusal = unclaimed(name, locationOf(slot), textOf(slot.node) ?? "");
        return [{ environment, maker, setting, refusal }];
      }),
    );
    const numbers = counts.map(
      ({ file, line, raw }): UnclaimedValue => ({
        environment,
        maker,
        setting: null,
        refusal: unclaimed(name, { file, line }, raw),
      }),
    );
    const all = [...amounts, ...numbers];
    if (all.length > 0 || candidates.length > 0) return all;
    return [{ environment, maker, setting: null, refusal: { code: "chart-elsewhere", chart: name } }];
  });
}

function keyOf({ shape }: ValuesCandidate): string {
  return JSON.stringify(shape.path);
}

function unclaimed(maker: string, { file, line }: Omit<Location, "path">, value: string): Refusal {
  return { code: "unclaimed-value", maker, file, line, value: value.slice(0, 80) };
}
