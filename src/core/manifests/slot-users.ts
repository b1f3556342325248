import { type FieldName, isCountName } from "../model/index.ts";
import type { TracedCount } from "./counts/traced-count.ts";
import type { Environment } from "./environment.ts";
import { layersOf } from "./layers-of.ts";
import { builtFrom, optionSlots, reachOf } from "./reach.ts";
import type { MapSlot, Slot } from "./slots.ts";
import type { Survey } from "./survey.ts";
import type { Trace, TracedContainer } from "./trace.ts";

/** A setting or count of one container or object of an environment. */
export interface Reader {
  /** From `readerOf`: tells containers and objects of all environments apart. */
  readonly key: string;
  readonly setting: FieldName;
}

/** Who reads each slot. */
export interface SlotUsers {
  /** Names of environments other than this one that are built from the kustomization in a directory. */
  otherBuilds(directory: string, environment: Environment): readonly string[];
  /** This is the only reader: of a mapping the container or object, of a value its setting. */
  isExclusive(slot: Slot, environment: Environment, reader: Reader): boolean;
  /** How many settings and counts read it, all environments together; `null` where somebody may whose settings are not known. */
  readersOf(slot: Slot): number | null;
  /** Names of environments other than this one that read it. */
  otherEnvironments(slot: Slot, environment: Environment): readonly string[];
  /** Names of environments other than this one that merge the values of a file, or may. */
  otherReaders(file: string, environment: Environment): readonly string[];
}

/**
 * Collects the readers from what was traced. An environment of which nothing is known counts as a reader of every
 * file that it reaches.
 */
export function findUsers(
  survey: Survey,
  traces: readonly Trace[],
  unknown: readonly Environment[],
): SlotUsers {
  const users = new Map<number, Map<string, string>>();
  const readers = new Map<string, Set<string>>();
  const use = (slot: Slot, key: string, environment: Environment): void => {
    const known = users.get(slot.id) ?? new Map<string, string>();
    users.set(slot.id, known.set(`${environment.kind}:${key}`, environment.name));
  };
  const mergers = new Map<string, Set<string>>();
  const countReaders = new Map<string, Set<string>>();
  for (const { environment, containers, counts, valuesFiles } of traces) {
    addReaders(mergers, new Set(valuesFiles), environment);
    if (counts === null) addReaders(countReaders, builtFrom(survey, environment), environment);
    for (const count of counts ?? []) {
      const key = readerOf(environment, count);
      if (count.value.from === "slot") {
        use(count.value.slot, `${key}/${count.count}`, environment);
        const { variable } = count.value;
        if (variable !== undefined) use(variable.writtenIn, `${key}/${count.count}`, environment);
      }
      for (const slot of count.specs) use(slot, key, environment);
    }
    for (const container of containers) {
      const key = readerOf(environment, container);
      for (const [setting, value] of Object.entries(container.values)) {
        if (value.from !== "slot") continue;
        use(value.slot, `${key}/${setting}`, environment);
        if (value.variable !== undefined) use(value.variable.writtenIn, `${key}/${setting}`, environment);
      }
      for (const slots of Object.values(container.maps) as (readonly MapSlot[])[]) {
        for (const slot of slots) use(slot, key, environment);
      }
    }
  }
  for (const environment of unknown) {
    addReaders(readers, builtFrom(survey, environment), environment);
    for (const slot of optionSlots(survey, environment)) use(slot, "unknown", environment);
  }
  for (const { environment } of traces) addReaders(readers, linkTargets(survey, environment), environment);

  const others = (slot: Slot, environment: Environment): string[] => {
    const names = new Set([
      ...(users.get(slot.id)?.values() ?? []),
      ...(readers.get(slot.yaml.file) ?? []),
      ...(isOfCount(slot) ? (countReaders.get(slot.yaml.file) ?? []) : []),
    ]);
    names.delete(environment.name);
    return [...names].sort();
  };
  const builds = new Map<string, Set<string>>();
  for (const environment of survey.environments)
    addReaders(builds, new Set(layersOf(survey, environment)), environment);
  return {
    readersOf: (slot) => (readers.has(slot.yaml.file) ? null : (users.get(slot.id)?.size ?? 0)),
    otherEnvironments: others,
    otherBuilds: (directory, environment) => {
      const names = new Set(builds.get(directory));
      names.delete(environment.name);
      return [...names].sort();
    },
    otherReaders: (file, environment) => {
      const names = new Set([...(mergers.get(file) ?? []), ...(readers.get(file) ?? [])]);
      names.delete(environment.name);
      return [...names].sort();
    },
    isExclusive: (slot, environment, reader) => {
      const key = `${environment.kind}:${reader.key}`;
      const own = slot.kind === "scalar" ? `${key}/${reader.setting}` : key;
      const all = users.get(slot.id);
      return all?.size === 1 && all.has(own) && others(slot, environment).length === 0;
    },
  };
}

function addReaders(
  readers: Map<string, Set<string>>,
  files: ReadonlySet<string>,
  environment: Environment,
): void {
  for (const file of files) readers.set(file, (readers.get(file) ?? new Set()).add(environment.name));
}

// A file read through a symbolic link is traced under the name of the link.
function linkTargets(survey: Survey, environment: Environment): ReadonlySet<string> {
  const targets = new Set<string>();
  for (const path of reachOf(survey, environment)) {
    const target = survey.parsed.get(path)?.linkTo ?? null;
    if (target !== null) targets.add(target);
  }
  return targets;
}

/** Key of a container, or of the object that a count is of. */
export function readerOf(environment: Environment, read: TracedContainer | TracedCount): string {
  const { namespace, kind, name } = read;
  const container = "container" in read ? [read.init, read.index] : [];
  return JSON.stringify([environment.name, namespace, kind, name, ...container]);
}

function isOfCount(slot: Slot): boolean {
  return slot.kind === "map" ? slot.level === "spec" : isCountName(slot.setting);
}
