import type { Bound, Decision, Gate } from "../../../../core/analysis/index.ts";
import { describeAmount, type Finding, numberOf, resourceOf } from "../../../../core/model/index.ts";
import { printable } from "../printable.ts";
import { labelled } from "../wrap-text.ts";
import type { Page } from "./page.ts";

const boundNames: Readonly<Record<Bound["id"], string>> = {
  headroom: "headroom",
  "after-kills": "kills",
  heap: "heap",
  floor: "floor",
  limit: "limit",
  "limit-policy": "limit policy",
  configuration: "configuration",
  "one-step": "one step",
  rounding: "rounding",
};

const gateNames: Readonly<Record<Gate["id"], string>> = {
  "dead-band": "dead band",
  "raise-early": "raise early",
  "lower-late": "lower late",
  "minimum-saving": "worth a review",
};

interface Row {
  readonly name: string;
  readonly effect: string;
  readonly changed: boolean;
  readonly says: string;
}

/** What the value went through, in order, and what each of it made of the value. */
export function chainSection(
  { bounds, gates }: Decision,
  findings: readonly Finding[],
  { colour, columns }: Page,
): string {
  const rows = [...bounds.map(boundRow), ...gates.map(gateRow), ...guardRows(findings)];
  // Request and limit of memory mostly go the same way: said once.
  const once = [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
  const names = Math.max(0, ...once.map(({ name }) => name.length));
  const effects = Math.max(0, ...once.map(({ effect }) => effect.length));
  const width = names + 1 + effects;
  return once
    .map(({ name, effect, changed, says }) => {
      const label = `${name.padEnd(names)} ${effect}`;
      const paint = (): string =>
        `${colour.dim(name.padEnd(names))} ${changed ? colour.yellow(effect) : effect}`;
      return labelled(label, says, { indent: 2, width, columns, paint });
    })
    .join("\n");
}

function boundRow({ id, setting, before, after, says }: Bound): Row {
  const resource = resourceOf(setting);
  const from = describeAmount(resource, before);
  const to = after === null ? "none" : describeAmount(resource, after);
  const changed = from !== to;
  return { name: boundNames[id], effect: changed ? `${from} → ${to}` : to, changed, says: printable(says) };
}

function gateRow({ id, says, refusal }: Gate): Row {
  const effect = refusal === null ? "passed" : `${numberOf(refusal)}, stays`;
  return { name: gateNames[id], effect, changed: refusal !== null, says: printable(says) };
}

/** What passed is said together. */
function guardRows(findings: readonly Finding[]): readonly Row[] {
  const passed = findings.filter(({ verdict }) => verdict === "pass").map(({ message }) => message);
  const others = findings.filter(({ verdict }) => verdict !== "pass");
  return [
    ...(passed.length === 0
      ? []
      : [{ name: "guards", effect: "passed", changed: false, says: printable(passed.join("; ")) }]),
    ...others.map(({ guard, verdict, message }) => ({
      name: "guard",
      effect: `${verdict}s`,
      changed: true,
      says: printable(`${guard}: ${message}`),
    })),
  ];
}
