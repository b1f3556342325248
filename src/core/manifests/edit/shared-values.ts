import { type SettingName, settingNames } from "../../model/index.ts";
import { describeContainer, type Located, type LocatedContainer } from "../located.ts";
import type { Place, SharedPlace } from "../place.ts";
import type { ContainerChange } from "./edit-plan.ts";

/** A value that everybody who reads it wants changed in the same way. */
interface MeantByAll {
  readonly place: Place;
  readonly key: string;
  /** The containers, for the marks of the edit. */
  readonly readers: string;
}

interface Wish {
  readonly container: LocatedContainer;
  readonly setting: SettingName;
  readonly value: string;
}

/** What is wanted of values that several settings read. */
export class SharedValues {
  readonly #wishes = new Map<string, Wish[]>();

  constructor(wanted: readonly ContainerChange[]) {
    for (const { container, changes } of wanted) {
      for (const { setting, value } of changes) {
        const { shared } = container.settings[setting];
        if (shared === null || value === null) continue;
        const wishes = this.#wishes.get(shared.key) ?? [];
        wishes.push({ container, setting, value });
        this.#wishes.set(shared.key, wishes);
      }
    }
  }

  /** `null` where some reader wants another value, or is not among those that want one. */
  meantByAll({ key, place, readers }: SharedPlace): MeantByAll | null {
    const wishes = this.#wishes.get(key) ?? [];
    const [first] = wishes;
    if (wishes.length !== readers || wishes.some(({ value }) => value !== first?.value)) return null;
    const names = new Set(wishes.map(({ container }) => describeContainer(container)));
    return { place, key, readers: [...names].join("; ") };
  }

  isFirst({ key }: MeantByAll, container: LocatedContainer, setting: SettingName): boolean {
    const first = this.#wishes.get(key)?.[0];
    return first?.container === container && first.setting === setting;
  }
}

/**
 * The changes, and with each of a shared value the same one for everything else that reads it, in whatever
 * container or environment.
 */
export function withSharers(
  { containers }: Pick<Located, "containers">,
  { container, changes }: ContainerChange,
): readonly ContainerChange[] {
  const values = new Map<string, string>();
  for (const { setting, value } of changes) {
    const { shared } = container.settings[setting];
    if (shared !== null && value !== null) values.set(shared.key, value);
  }
  const wanted = new Map<LocatedContainer, Map<SettingName, string | null>>();
  for (const reader of containers) {
    for (const setting of settingNames) {
      const value = values.get(reader.settings[setting].shared?.key ?? "");
      if (value !== undefined) wanted.set(reader, (wanted.get(reader) ?? new Map()).set(setting, value));
    }
  }
  const own = wanted.get(container) ?? new Map<SettingName, string | null>();
  // What was asked for counts, also beside a setting that follows another one.
  wanted.set(container, new Map([...own, ...changes.map(({ setting, value }) => [setting, value] as const)]));
  return [...wanted].map(([one, settings]) => ({
    container: one,
    changes: [...settings].map(([setting, value]) => ({ setting, value })),
  }));
}
