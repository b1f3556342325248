import type { TuningOptions } from "../core/analysis/index.ts";
import { type RuleSubject, type Settled, settle } from "../core/config/index.ts";
import type { LocatedContainer } from "../core/manifests/index.ts";
import {
  type ContainerRef,
  type Policy,
  quantity,
  type SettingName,
  settingNames,
} from "../core/model/index.ts";

/** How values of one container are chosen. */
export type TuningOf = (target: ContainerRef, container: LocatedContainer | null) => TuningOptions;

/** The dials by what the rules of a policy say of each container; the same for all without a policy. */
export function tuningByRule(base: TuningOptions, policy: Policy | null): TuningOf {
  if (policy === null) return () => base;
  return (target, container) => {
    const { tuning } = settleContainer(policy, target, container);
    return {
      ...base,
      risk: tuning.risk,
      limits: { cpu: tuning.cpuLimits, memory: tuning.memoryLimits },
      minimumSaving: { ...base.minimumSaving, monthly: tuning.minimumSaving },
      valueBounds: Object.fromEntries(
        settingNames.map((setting) => [setting, boundsOf(policy, target, container, setting)]),
      ),
    };
  };
}

/** What holds for a container before there is a value for any of its settings. */
export function settleContainer(
  policy: Policy,
  target: ContainerRef,
  container: LocatedContainer | null,
): Settled {
  return settle(policy, subjectOf(target, container, null));
}

function boundsOf(
  policy: Policy,
  target: ContainerRef,
  container: LocatedContainer | null,
  setting: SettingName,
): TuningOptions["valueBounds"][SettingName] {
  const { floor, ceiling } = settle(policy, subjectOf(target, container, setting));
  return {
    floor: floor === null ? null : quantity(floor),
    ceiling: ceiling === null ? null : quantity(ceiling),
  };
}

/** Of a setting, the file that sets it; of a container as a whole, the first file that sets anything of it. */
function subjectOf(
  target: ContainerRef,
  container: LocatedContainer | null,
  setting: SettingName | null,
): RuleSubject {
  const files = (setting === null ? settingNames : [setting]).flatMap((name) => {
    const place = container?.settings[name].place;
    return place?.ok === true ? [place.value.location.file] : [];
  });
  const environment = container?.environment.name ?? null;
  return { target, environment, path: files[0] ?? null, setting, direction: null };
}
