import { programRenderer } from "../../src/adapters/render/index.ts";
import { directorySource } from "../../src/adapters/system/directory-source.ts";
import { editTogether } from "../../src/app/edit-together.ts";
import { locateSettings } from "../../src/app/locate-settings.ts";
import {
  type ContainerChange,
  type Environment,
  type Located,
  type LocatedContainer,
  reachOf,
  withSharers,
} from "../../src/core/manifests/index.ts";
import {
  explainRefusal,
  type FileChange,
  type RefusalCode,
  type SettingName,
  settingNames,
} from "../../src/core/model/index.ts";
import type { Renderer } from "../../src/ports/renderer.ts";
import { differences, fieldName, type Leaves, leavesOf } from "./rendered-leaves.ts";
import { type Programs, Scratch } from "./scratch.ts";

/** What became of the settings of one repository. */
export interface Outcome {
  readonly environments: number;
  /** Those with containers that were tried, evenly spread. */
  edited: number;
  /** Of which nothing could be located, with the reason. */
  readonly unlocated: readonly string[];
  readonly containers: number;
  readonly settings: number;
  /** Edited, and seen to change in the render of its environment and nowhere else. */
  right: number;
  /** Edited, in an environment that does not render here. */
  unseen: number;
  /** Edited, and not seen to change. */
  readonly missing: string[];
  /** Changed without having been asked for. */
  readonly unintended: string[];
  readonly refused: Map<RefusalCode, string[]>;
  readonly seconds: { readonly locate: number; edit: number };
}

/** Edits all settings of an environment together, and looks at all environments that read a changed file. */
export async function sweep(folder: string, programs: Programs, most: number): Promise<Outcome> {
  const renderer = programRenderer(programs);
  const files = await directorySource(folder).read();
  const started = performance.now();
  const located = await locateSettings(files, renderer);
  const locate = (performance.now() - started) / 1000;
  const byEnvironment = new Map<Environment, LocatedContainer[]>();
  for (const container of located.containers) {
    const known = byEnvironment.get(container.environment);
    if (known === undefined) byEnvironment.set(container.environment, [container]);
    else known.push(container);
  }
  const outcome: Outcome = {
    environments: located.survey.environments.length,
    edited: 0,
    unlocated: located.unlocated.map(
      ({ refusal, environment }) => `${refusal.code} ${environment.name}: ${explainRefusal(refusal)}`,
    ),
    containers: located.containers.length,
    settings: 0,
    right: 0,
    unseen: 0,
    missing: [],
    unintended: [],
    refused: new Map(),
    seconds: { locate, edit: 0 },
  };
  const scratch = await Scratch.copyOf(folder, programs);
  try {
    for (const [environment, containers] of spread([...byEnvironment], most)) {
      outcome.edited += 1;
      await sweepEnvironment(located, renderer, scratch, environment, containers, outcome);
    }
  } finally {
    await scratch.remove();
  }
  return { ...outcome, settings: countSettings(outcome) };
}

function countSettings({ right, unseen, missing, refused }: Outcome): number {
  const refusals = [...refused.values()].reduce((sum, all) => sum + all.length, 0);
  return right + unseen + missing.length + refusals;
}

function spread<T>(all: readonly T[], most: number): readonly T[] {
  const step = Math.max(1, all.length / most);
  return Array.from({ length: Math.min(most, all.length) }, (_, index) => all[Math.floor(index * step)] as T);
}

async function sweepEnvironment(
  located: Located,
  renderer: Renderer,
  scratch: Scratch,
  environment: Environment,
  containers: readonly LocatedContainer[],
  outcome: Outcome,
): Promise<void> {
  const started = performance.now();
  const wanted = containers.flatMap((container) => changesOf(container, outcome));
  const together = containers.flatMap(sharedOf);
  for (const group of await plannable(located, renderer, wanted, outcome))
    await check(located, scratch, environment, group, outcome);
  for (const group of await plannableTogether(located, renderer, environment, together, outcome))
    await check(located, scratch, environment, group, outcome);
  outcome.seconds.edit += (performance.now() - started) / 1000;
}

// Odd amounts that no manifest holds, each its own, so that a value which lands elsewhere is known.
let next = 0;

function changesOf(container: LocatedContainer, outcome: Outcome): readonly ContainerChange[] {
  const changes: { setting: SettingName; value: string }[] = [];
  for (const setting of settingNames) {
    const { place, shared } = container.settings[setting];
    if (place.ok) changes.push({ setting, value: oddAmount(setting) });
    else if (shared === null)
      note(outcome, place.error.code, `${nameOf(container)} ${setting}: ${explainRefusal(place.error)}`);
  }
  return changes.length === 0 ? [] : [{ container, changes }];
}

function oddAmount(setting: SettingName): string {
  next += 1;
  return setting.endsWith("cpu") ? `${10_007 + next}m` : `${70_001 + next}Mi`;
}

interface SharedSetting {
  readonly container: LocatedContainer;
  readonly setting: SettingName;
  readonly key: string;
}

function sharedOf(container: LocatedContainer): readonly SharedSetting[] {
  return settingNames.flatMap((setting) => {
    const { place, shared } = container.settings[setting];
    return place.ok || shared === null ? [] : [{ container, setting, key: shared.key }];
  });
}

/** What can only be changed for all who read it is changed for all of them. */
async function plannableTogether(
  located: Located,
  renderer: Renderer,
  environment: Environment,
  settings: readonly SharedSetting[],
  outcome: Outcome,
): Promise<readonly Edited[]> {
  const edits: Edited[] = [];
  for (const { container, setting } of new Map(settings.map((one) => [one.key, one])).values()) {
    const changes = [{ setting, value: oddAmount(setting) }];
    const wanted = withSharers(located, { container, changes });
    const edit = await editTogether(located, renderer, wanted);
    if (edit.ok) edits.push({ wanted, files: edit.value.files });
    else
      for (const one of wanted.filter((reader) => reader.container.environment === environment))
        for (const change of one.changes)
          note(
            outcome,
            edit.error.code,
            `${nameOf(one.container)} ${change.setting}, for all: ${explainRefusal(edit.error)}`,
          );
  }
  return edits;
}

interface Edited {
  readonly wanted: readonly ContainerChange[];
  readonly files: readonly FileChange[];
}

/** All together where that is allowed, else in halves, until what is refused is one setting. */
async function plannable(
  located: Located,
  renderer: Renderer,
  wanted: readonly ContainerChange[],
  outcome: Outcome,
): Promise<readonly Edited[]> {
  if (wanted.length === 0) return [];
  const edit = await editTogether(located, renderer, wanted);
  if (edit.ok) return [{ wanted, files: edit.value.files }];
  const halves = halvesOf(wanted);
  if (halves === null) {
    const [only] = wanted;
    if (only !== undefined)
      note(
        outcome,
        edit.error.code,
        `${nameOf(only.container)} ${only.changes[0]?.setting}: ${explainRefusal(edit.error)}`,
      );
    return [];
  }
  const edits: Edited[] = [];
  for (const half of halves) edits.push(...(await plannable(located, renderer, half, outcome)));
  return edits;
}

function halvesOf(wanted: readonly ContainerChange[]): readonly (readonly ContainerChange[])[] | null {
  const single = wanted.flatMap(({ container, changes }) =>
    changes.map((change) => ({ container, changes: [change] })),
  );
  if (single.length < 2) return null;
  const all = wanted.length > 1 ? wanted : single;
  const middle = Math.ceil(all.length / 2);
  return [all.slice(0, middle), all.slice(middle)];
}

async function check(
  located: Located,
  scratch: Scratch,
  environment: Environment,
  { wanted, files }: Edited,
  outcome: Outcome,
): Promise<void> {
  const changed = new Set(files.map(({ path }) => path));
  const fed = located.survey.environments.filter((one) => {
    return one === environment || [...reachOf(located.survey, one)].some((path) => changed.has(path));
  });
  for (const one of fed) {
    const texts = new Map(files.map(({ path, after: text }) => [path, text]));
    const before = readLeaves(await scratch.render(one, located.survey, new Map()));
    const after = readLeaves(await scratch.render(one, located.survey, texts));
    const expected = expectedIn(one, wanted);
    if (before === null || after === null) {
      if (one === environment) outcome.unseen += [...expected.values()].flat().length;
      if (before !== null) outcome.unintended.push(`${one.name} does not render any more`);
      continue;
    }
    let right = 0;
    for (const { path, value } of differences(before, after)) {
      const names = expected.get(value ?? "") ?? [];
      const at = names.findIndex((name) => fieldName(path) === name.slice(name.lastIndexOf(" ") + 1));
      if (at >= 0) {
        names.splice(at, 1);
        right += 1;
      } else outcome.unintended.push(`${one.name}: ${path} = ${value}`);
    }
    // What is to change elsewhere as well is counted there.
    if (one === environment) outcome.right += right;
    outcome.missing.push(...[...expected.values()].flat());
  }
}

/** What is to have which new value in an environment, by the value. */
function expectedIn(environment: Environment, wanted: readonly ContainerChange[]): Map<string, string[]> {
  const expected = new Map<string, string[]>();
  for (const { container, changes } of wanted) {
    if (container.environment !== environment) continue;
    for (const { setting, value } of changes)
      expected.set(value ?? "", [...(expected.get(value ?? "") ?? []), `${nameOf(container)} ${setting}`]);
  }
  return expected;
}

// The parser that looks at renders refuses some that Kubernetes takes: such an environment was not seen.
function readLeaves(rendered: string | null): Leaves | null {
  try {
    return rendered === null ? null : leavesOf(rendered);
  } catch {
    return null;
  }
}

function nameOf({ environment, namespace, kind, name, container }: LocatedContainer): string {
  return `${environment.name}: ${namespace ?? ""}/${kind}/${name} ${container}`;
}

function note(outcome: Outcome, code: RefusalCode, what: string): void {
  outcome.refused.set(code, [...(outcome.refused.get(code) ?? []), what]);
}
