import type { Outcome } from "./sweep.ts";

const shown = 8;

/** What became of a repository, with the first examples of everything that was not right. */
export function reportOf(name: string, outcome: Outcome): string {
  const {
    environments,
    edited,
    unlocated,
    containers,
    settings,
    right,
    unseen,
    missing,
    unintended,
    refused,
  } = outcome;
  const seen = settings - unseen;
  const share = seen === 0 ? "-" : `${((100 * right) / seen).toFixed(1)} %`;
  const codes = [...refused].sort(([, left], [, other]) => other.length - left.length);
  return [
    `${name}: ${environments} environments (${unlocated.length} not located, ${edited} edited), ${containers} containers, ${settings} settings`,
    `  right ${right} (${share} of what renders), not seen ${unseen}, missing ${missing.length}, unintended ${unintended.length}; locate ${outcome.seconds.locate.toFixed(1)} s, edit ${outcome.seconds.edit.toFixed(1)} s`,
    ...examples("not located", unlocated),
    ...examples("missing", missing),
    ...examples("unintended", unintended),
    ...codes.flatMap(([code, all]) => examples(`refused ${code}`, all)),
  ].join("\n");
}

function examples(what: string, all: readonly string[]): readonly string[] {
  if (all.length === 0) return [];
  return [`  ${what}: ${all.length}`, ...all.slice(0, shown).map((one) => `    ${one}`)];
}
