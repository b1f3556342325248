import { err, type Refusal, type SettingName } from "../model/index.ts";
import { choosePlace } from "./choose-place.ts";
import { checkValueText } from "./editable.ts";
import type { Environment } from "./environment.ts";
import { findHeapFlags } from "./heap-flags/find-heap-flags.ts";
import type { Located, LocatedSetting } from "./located.ts";
import { sensibleQuantity } from "./quantity-sense.ts";
import { settingRecord } from "./setting-record.ts";
import { findUsers, type SlotUsers } from "./slot-users.ts";
import type { Survey } from "./survey.ts";
import type { Trace, TracedContainer } from "./trace.ts";
import { rangeOf, textOf } from "./yaml-nodes.ts";
import { lineOf } from "./yaml-text.ts";

/** An environment that could not be traced, and why. */
export interface Unlocated {
  readonly environment: Environment;
  readonly refusal: Refusal;
}

/** Puts the traces of all environments together: only then is it known who shares what. */
export function assembleLocated(
  survey: Survey,
  traces: readonly Trace[],
  unlocated: readonly Unlocated[],
  notices: readonly string[],
): Located {
  const users = findUsers(
    survey,
    traces,
    unlocated.map(({ environment }) => environment),
  );
  const containers = traces.flatMap(({ environment, foundBy, containers: traced }) =>
    traced.map((trace) => ({
      environment,
      namespace: trace.namespace,
      kind: trace.kind,
      name: trace.name,
      container: trace.container,
      init: trace.init,
      settings: settingRecord((setting) => locateSetting(survey, users, environment, trace, setting)),
      heapFlags: findHeapFlags(trace.launch),
      foundBy,
      trace,
    })),
  );
  return { survey, containers, unlocated, notices };
}

function locateSetting(
  survey: Survey,
  users: SlotUsers,
  environment: Environment,
  container: TracedContainer,
  setting: SettingName,
): LocatedSetting {
  const traced = container.values[setting];
  const place = choosePlace({ survey, users, environment, container, setting });
  if (traced.from === "nowhere") return { value: null, raw: null, place, fanOut: [] };
  if (traced.from === "unknown") {
    const value = traced.raw === null ? null : sensibleQuantity(setting, traced.raw);
    return { value, raw: traced.raw, place, fanOut: [] };
  }
  const { slot } = traced;
  const raw = textOf(slot.node) ?? "";
  const value = sensibleQuantity(setting, raw);
  const fanOut = users.otherEnvironments(slot, environment);
  if (!checkValueText(slot).ok) return { value: null, raw, place, fanOut };
  if (value !== null) return { value, raw, place, fanOut };
  const where = `${slot.yaml.file}:${lineOf(slot.yaml, rangeOf(slot.node)[0])}`;
  return {
    value: null,
    raw,
    place: err({ code: "impossible-quantity", setting, value: raw.slice(0, 80), where }),
    fanOut,
  };
}
