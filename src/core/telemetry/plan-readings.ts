import { instant, type Window } from "../model/index.ts";
import { type NamespaceHistory, overlap } from "./history.ts";

/** One namespace to read: anew, or on from where its history ends. */
export interface NamespaceToRead {
  readonly name: string;
  /** Containers that run now. */
  readonly size: number;
  readonly history: NamespaceHistory | null;
}

/** Namespaces that are read together, from the same moment on. */
export interface Reading {
  readonly namespaces: readonly NamespaceToRead[];
  /** Begins a little earlier than what is not read yet. */
  readonly span: Window;
}

// A gauge and a counter, as often as most are scraped.
const samplesASecond = 2 / 30;
// A fifteenth of what a server allows a query by default, and a second or two of its time.
const mostSamples = 4_000_000;
// Their names stand in one regular expression; a longer one makes a request that proxies cut.
const mostNamespaces = 100;
// Pods that ended are not counted, and namespaces without a single one that runs are read as well.
const leastSize = 5;

/** Puts namespaces together, as many as make a question of a fair size. */
export function planReadings(namespaces: readonly NamespaceToRead[], window: Window): readonly Reading[] {
  const byStart = new Map<number, NamespaceToRead[]>();
  for (const one of namespaces) {
    const start = one.history?.readTo ?? window.from;
    byStart.set(start, [...(byStart.get(start) ?? []), one]);
  }
  return [...byStart].flatMap(([from, members]) => {
    const span = { from: instant(from - overlap), to: window.to };
    const seconds = (span.to - span.from) / 1000;
    const room = mostSamples / (seconds * samplesASecond);
    return inGroups(members, room).map((group) => ({ namespaces: group, span }));
  });
}

/** Both halves of a reading that was too much, `null` where there is nothing to take apart. */
export function halvesOf({ namespaces, span }: Reading): readonly [Reading, Reading] | null {
  if (namespaces.length < 2) return null;
  const middle = Math.ceil(namespaces.length / 2);
  return [
    { namespaces: namespaces.slice(0, middle), span },
    { namespaces: namespaces.slice(middle), span },
  ];
}

/** The same namespaces, without what is known of them. */
export function readAnew(namespaces: readonly NamespaceToRead[], window: Window): readonly Reading[] {
  return planReadings(
    namespaces.map((one) => ({ ...one, history: null })),
    window,
  );
}

function inGroups(members: readonly NamespaceToRead[], room: number): readonly NamespaceToRead[][] {
  const groups: NamespaceToRead[][] = [];
  let left = 0;
  for (const member of members) {
    const size = Math.max(leastSize, member.size);
    const group = groups.at(-1);
    if (group === undefined || size > left || group.length >= mostNamespaces) {
      groups.push([member]);
      left = room - size;
    } else {
      group.push(member);
      left -= size;
    }
  }
  return groups;
}
