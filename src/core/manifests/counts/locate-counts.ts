import { err, isCountText, type Refusal, type Result } from "../../model/index.ts";
import { choosePlace } from "../choose-place.ts";
import { checkTracedText } from "../editable.ts";
import { namespaceIn } from "../environment.ts";
import type { Place } from "../place.ts";
import { type Asked, askForCount } from "../question.ts";
import { locationOf } from "../slot-location.ts";
import type { Trace } from "../trace.ts";
import { textOf } from "../yaml-nodes.ts";
import { describeObject, type LocatedCount } from "./located-count.ts";
import { findScalers } from "./scaler-of.ts";
import type { TracedCount } from "./traced-count.ts";

/** The counts of all environments, each with its place; the replicas of what an autoscaler scales have none. */
export function locateCounts(
  shared: Pick<Asked, "survey" | "users">,
  traces: readonly Trace[],
): readonly LocatedCount[] {
  const scalerOf = findScalers(shared.survey, traces);
  return traces.flatMap((trace) => {
    const { environment, foundBy } = trace;
    return (trace.counts ?? []).map((traced): LocatedCount => {
      const { kind, name, count } = traced;
      const scaler = count === "replicas" ? scalerOf(trace, traced) : null;
      const found = locateCount({ ...shared, environment }, traced);
      const place: Result<Place, Refusal> =
        scaler === null
          ? found.place
          : err({
              code: "autoscaled-replicas",
              workload: describeObject(traced),
              autoscaler: `${scaler.kind} ${scaler.name}`,
            });
      const namespace = namespaceIn(environment, traced.namespace);
      return { environment, namespace, kind, name, count, ...found, place, foundBy, trace: traced };
    });
  });
}

function locateCount(
  asked: Asked,
  traced: TracedCount,
): Pick<LocatedCount, "raw" | "writtenAt" | "place" | "fanOut"> {
  const { count, value } = traced;
  const place = choosePlace(askForCount(asked, traced));
  if (value.from !== "slot") {
    return { raw: value.from === "unknown" ? value.raw : null, writtenAt: null, place, fanOut: [] };
  }
  const { slot, variable } = value;
  const raw = variable === undefined ? (textOf(slot.node) ?? "") : variable.text;
  const writtenAt = locationOf(slot);
  const known = { raw, writtenAt, fanOut: asked.users.otherEnvironments(slot, asked.environment) };
  if (raw === null) return { ...known, place };
  if (isCountText(count, raw) || !checkTracedText(value).ok) return { ...known, place };
  const where = `${writtenAt.file}:${writtenAt.line}`;
  return { ...known, place: err({ code: "impossible-count", count, value: raw.slice(0, 80), where }) };
}
