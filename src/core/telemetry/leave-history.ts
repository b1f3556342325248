import {
  duration,
  type Instant,
  instant,
  type Labels,
  type Resolution,
  type Resource,
  type Window,
} from "../model/index.ts";
import { type DayEvents, hasUnknown, unknownEvents } from "./day-events.ts";
import { dayMillis, dayOf, type HistoryHead, isOpenDay, keptDays, type NamespaceHistory } from "./history.ts";
import { ownersOfPods } from "./known-owners.ts";
import type { NamespaceDay } from "./namespace-day.ts";
import type { NamespaceRecorder } from "./namespace-recorder.ts";
import type { ClassesIn } from "./node-classes.ts";
import type { OwnerSeries } from "./owners.ts";
import type { NodesByDay } from "./places.ts";
import type { SeriesTails } from "./series-tails.ts";

// Longer than a server is down for, and few of the series of two weeks: most belong to pods that are gone.
const tailsKept = duration(1, "d");

/** What a pass over one namespace ends with. */
export interface NamespacePass {
  readonly before: NamespaceHistory | null;
  readonly window: Window;
  readonly resolution: Resolution;
  readonly recorder: NamespaceRecorder;
  readonly tails: Readonly<Record<Resource, SeriesTails>>;
  /** All that is known, from earlier passes and this one. */
  readonly owners: OwnerSeries;
  readonly heapSeries: readonly Labels[];
  readonly events: ReadonlyMap<number, DayEvents>;
  readonly nodes: NodesByDay;
  readonly classesIn: ClassesIn;
}

/** What a pass leaves behind: what belongs to no single day, and the days that are other than they were. */
export interface LeftHistory {
  readonly head: HistoryHead;
  readonly changedDays: readonly NamespaceDay[];
}

/** Days of a window, since the epoch, ascending. */
export function daysIn({ from, to }: Window): readonly number[] {
  const first = dayOf(from);
  return Array.from({ length: dayOf(instant(to - 1)) - first + 1 }, (_, index) => first + index);
}

/** A day, as far as it lies before a moment. */
export function windowOfDay(day: number, end: Instant): Window {
  return { from: instant(day * dayMillis), to: instant(Math.min((day + 1) * dayMillis, end)) };
}

/** The days whose events are to be asked for: those that were not over, or that could not be had. */
export function daysToAsk(before: NamespaceHistory | null, window: Window): readonly number[] {
  const known = new Map(before?.days.map(({ day, events }) => [day, events]));
  return daysIn(window).filter((day) => {
    const events = known.get(day);
    return before === null || events === undefined || isOpenDay(day, before.readTo) || hasUnknown(events);
  });
}

export function leaveHistory(pass: NamespacePass): LeftHistory {
  const { before, window, recorder, tails } = pass;
  const kept = keptDays(window, before);
  // Pods of days before this window, which a pass over a longer one wants to see again.
  const earlier = (before?.days ?? []).filter(({ day }) => day >= kept.firstDay && day < dayOf(window.from));
  const pods = new Set([...earlier.flatMap(podsOn), ...recorder.pods()]);
  const from = (window.to - tailsKept) / 1000;
  return {
    head: {
      ...kept,
      readTo: window.to,
      resolution: pass.resolution,
      tails: { cpu: tails.cpu.since(from), memory: tails.memory.since(from) },
      owners: ownersOfPods(pass.owners, (pod) => pods.has(pod)),
      heapSeries: distinct(pass.heapSeries).filter(({ pod = "" }) => pods.has(pod)),
    },
    changedDays: daysToAsk(before, window).map((day) => {
      const isOpen = isOpenDay(day, window.to);
      return {
        ...recorder.dayState(day, isOpen, pass.classesIn),
        events: pass.events.get(day) ?? unknownEvents,
        nodes: isOpen ? (pass.nodes.get(day) ?? []) : [],
      };
    }),
  };
}

function podsOn({ containers, unowned }: NamespaceDay): readonly string[] {
  return [
    ...unowned.map(({ pod }) => pod),
    ...containers.flatMap(({ cpu, memory }) => [
      ...(cpu?.spans.keys() ?? []),
      ...(memory?.spans.keys() ?? []),
    ]),
  ];
}

/** Heaps without the labels that say nothing of whose they are. */
function distinct(heaps: readonly Labels[]): readonly Labels[] {
  const found = new Map<string, Labels>();
  for (const labels of heaps) {
    const names = ["__name__", "cluster", "pod", "container"].filter((name) => labels[name] !== undefined);
    const short = Object.fromEntries(names.map((name) => [name, labels[name] ?? ""]));
    found.set(JSON.stringify(short), short);
  }
  return [...found.values()];
}
