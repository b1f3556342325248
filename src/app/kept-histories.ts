import type { Instant, Resolution, Window } from "../core/model/index.ts";
import {
  checkHistory,
  daysIn,
  decodeDay,
  decodeHead,
  encodeDay,
  encodeHead,
  type HistoryPlace,
  type LeftHistory,
  type NamespaceHistory,
} from "../core/telemetry/index.ts";
import type { HistoryStore, StoredHistory } from "../ports/history-store.ts";

/** Where histories are kept, and which of them are meant. */
export interface HistoryFolder {
  readonly store: HistoryStore;
  /** Tells this source, and what it is narrowed to, from every other. */
  readonly source: string;
}

/** What is kept of a namespace, and whether this pass may replace it. */
export interface KeptHistory {
  readonly history: NamespaceHistory | null;
  /** Of what is kept; `null` replaces it, whatever it is. */
  readonly revision: number | null;
  readonly isReplaced: boolean;
  /** Why it is read anew, as the end of a sentence; `null` where nothing was kept or all is well. */
  readonly outdated: string | null;
}

const nothingKept: KeptHistory = {
  history: null,
  revision: null,
  isReplaced: true,
  outdated: null,
};

/** A history as it was found; `null` where it cannot be read. */
export interface LoadedHistory {
  readonly history: NamespaceHistory | null;
  readonly revision: number;
}

/** Loads what earlier passes left of these namespaces. Throws a PortError. */
export async function loadHistories(
  { store, source }: HistoryFolder,
  namespaces: readonly string[],
): Promise<ReadonlyMap<string, LoadedHistory>> {
  const stored = await store.load(source, namespaces);
  return new Map(
    [...stored].map(([namespace, one]): [string, LoadedHistory] => {
      return [namespace, { history: decode(one, { source, namespace }), revision: one.revision }];
    }),
  );
}

/** Sorts out which histories this pass can go on from. */
export function checkHistories(
  loaded: ReadonlyMap<string, LoadedHistory>,
  window: Window,
  resolution: Resolution,
  now: Instant,
): ReadonlyMap<string, KeptHistory> {
  return new Map([...loaded].map(([namespace, one]) => [namespace, check(one, window, resolution, now)]));
}

function check(
  { history, revision }: LoadedHistory,
  window: Window,
  resolution: Resolution,
  now: Instant,
): KeptHistory {
  if (history === null) return { ...nothingKept, outdated: "what was kept cannot be read" };
  const checked = checkHistory(history, window, resolution, now);
  if (checked.ok) return { ...nothingKept, history, revision };
  return checked.error.kind === "aside"
    ? { ...nothingKept, isReplaced: false }
    : { ...nothingKept, outdated: checked.error.reason };
}

/** What a pass left of a namespace: of all of the window, or of what is new. */
export interface LeftNamespace {
  readonly name: string;
  readonly isAnew: boolean;
  readonly left: LeftHistory;
}

/** Keeps what a pass left of some namespaces, all of it or nothing. Throws a PortError. */
export async function saveHistories(
  { store, source }: HistoryFolder,
  left: readonly LeftNamespace[],
  window: Window,
  kept: ReadonlyMap<string, KeptHistory>,
): Promise<void> {
  const changes = left
    .filter(({ name }) => kept.get(name)?.isReplaced !== false)
    .map(({ name, isAnew, left: { head, changedDays } }) => {
      const place = { source, namespace: name };
      return {
        namespace: name,
        madeFrom: isAnew ? null : (kept.get(name)?.revision ?? null),
        head: encodeHead(head, place),
        days: new Map(changedDays.map((day) => [day.day, encodeDay(day, place)])),
        firstDay: head.firstDay,
        lastDay: daysIn(window).at(-1) ?? head.firstDay,
      };
    });
  if (changes.length > 0) await store.save(source, changes);
}

/** `null` where any part of it cannot be read. */
function decode(stored: StoredHistory, place: HistoryPlace): NamespaceHistory | null {
  const head = decodeHead(stored.head, place);
  if (head === null) return null;
  const parts = [...stored.days].sort(([left], [right]) => left - right);
  const days = parts.map(([day, bytes]) => decodeDay(bytes, day, place)).filter((day) => day !== null);
  return days.length < parts.length ? null : { ...head, days };
}
