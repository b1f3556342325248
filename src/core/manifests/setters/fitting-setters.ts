import type { SettingName } from "../../model/index.ts";
import { isChosen } from "../environment.ts";
import type { Setter } from "./setter.ts";

/** A container as it is looked for or was found; what is not known matches anything. */
interface Wanted {
  readonly namespace?: string | null | undefined;
  readonly kind?: string | undefined;
  readonly name: string;
  readonly container?: string | undefined;
}

/** The comments that name a setting of a container. */
export function fittingSetters(
  setters: readonly Setter[],
  wanted: Wanted,
  setting: SettingName,
): readonly Setter[] {
  return setters.filter(({ target }) => target.setting === setting && fits(target, wanted));
}

function fits(target: Setter["target"], { namespace, kind, name, container }: Wanted): boolean {
  return (
    target.name === name &&
    (kind === undefined || target.kind.toLowerCase() === kind.toLowerCase()) &&
    (container === undefined || target.container === container) &&
    (namespace === undefined ||
      namespace === null ||
      target.namespace === null ||
      target.namespace === namespace)
  );
}

/** Those in files below the folder that a person chose by name, or all without a choice. */
export function chosenSetters(setters: readonly Setter[], choice: string | undefined): readonly Setter[] {
  return setters.filter(({ slot: { yaml } }) => {
    const folder = yaml.file.slice(0, Math.max(0, yaml.file.lastIndexOf("/")));
    return isChosen({ name: folder, kind: "raw", path: folder, declaredBy: [] }, choice);
  });
}
