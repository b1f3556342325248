import { err, type Refusal, type SettingName } from "../model/index.ts";
import { choosePlace } from "./choose-place.ts";
import { chooseRemoval } from "./choose-removal.ts";
import { chooseSharedPlace } from "./choose-shared-place.ts";
import { locateCounts } from "./counts/locate-counts.ts";
import { checkTracedText } from "./editable.ts";
import { type Environment, namespaceIn } from "./environment.ts";
import { findHeapFlags } from "./heap-flags/find-heap-flags.ts";
import { patchFiles } from "./layer-role.ts";
import type { Located, LocatedSetting } from "./located.ts";
import { sensibleQuantity } from "./quantity-sense.ts";
import { askForSetting, type Question } from "./question.ts";
import { findMarks } from "./setters/locate-marked.ts";
import { settingRecord } from "./setting-record.ts";
import { locationOf } from "./slot-location.ts";
import { findUsers } from "./slot-users.ts";
import type { Survey } from "./survey.ts";
import type { Trace } from "./trace.ts";
import { countUnclaimed } from "./values-shapes/count-unclaimed.ts";
import { textOf } from "./yaml-nodes.ts";

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
  unclaimed: Located["unclaimed"] = [],
): Located {
  const unknown = unlocated.map(({ environment }) => environment);
  const users = countUnclaimed(findUsers(survey, traces, unknown), traces);
  // Values of a chart lie over its defaults, as a patch lies over a declaration.
  const patches = new Set([...patchFiles(survey), ...traces.flatMap(({ valuesFiles }) => valuesFiles)]);
  const marked = findMarks(survey);
  const containers = traces.flatMap(({ environment, foundBy, containers: traced }) =>
    traced.map((trace) => ({
      environment,
      namespace: namespaceIn(environment, trace.namespace),
      kind: trace.kind,
      name: trace.name,
      container: trace.container,
      init: trace.init,
      settings: settingRecord(
        (setting) =>
          marked(environment, trace, setting) ?? {
            ...locateSetting(askForSetting({ survey, users, environment }, trace, setting), setting, patches),
            foundBy,
          },
      ),
      heapFlags: findHeapFlags(trace.launch),
      foundBy,
      trace,
    })),
  );
  return {
    survey,
    containers,
    counts: locateCounts({ survey, users }, traces),
    unlocated,
    unclaimed,
    notices,
  };
}

function locateSetting(
  question: Question,
  setting: SettingName,
  patches: ReadonlySet<string>,
): Omit<LocatedSetting, "foundBy"> {
  const { users, environment, value: traced } = question;
  const place = choosePlace(question);
  const removal = chooseRemoval(question, patches);
  const shared = chooseSharedPlace(question);
  const nowhere = { place, removal, shared, writtenAt: null, fanOut: [] };
  if (traced.from === "nowhere") return { ...nowhere, value: null, raw: null };
  if (traced.from === "unknown") {
    const value = traced.raw === null ? null : sensibleQuantity(setting, traced.raw);
    return { ...nowhere, value, raw: traced.raw };
  }
  const { slot, variable } = traced;
  const raw = variable === undefined ? (textOf(slot.node) ?? "") : variable.text;
  const value = raw === null ? null : sensibleQuantity(setting, raw);
  const writtenAt = locationOf(slot);
  const known = { raw, writtenAt, shared, fanOut: users.otherEnvironments(slot, environment) };
  if (value !== null || raw === null || !checkTracedText(traced).ok)
    return { ...known, value, place, removal };
  const where = `${writtenAt.file}:${writtenAt.line}`;
  const impossible = err({ code: "impossible-quantity", setting, value: raw.slice(0, 80), where } as const);
  return { ...known, value: null, place: impossible, shared: null, removal: impossible };
}
