import type { Evidence, Resource } from "../core/model/index.ts";
import {
  answersOf,
  askNamespaces,
  assembleEvidence,
  type ClassesIn,
  dayOf,
  daysIn,
  daysToAsk,
  hasPlaces,
  joinClasses,
  joinOwnersByCluster,
  leaveHistory,
  NamespaceRecorder,
  type NamespaceState,
  type NamespaceToRead,
  type NodesByDay,
  nodesOfPlaces,
  noOwners,
  type OwnerSeries,
  overlap,
  ownersHold,
  type PodOwners,
  type Reading,
  type RecordedContainer,
  readOwners,
  readState,
  type Sampling,
  SeriesTails,
  type StateAnswers,
  unknownEvents,
  withNewOwners,
} from "../core/telemetry/index.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import { byNamespace } from "./ask-each.ts";
import type { LeftNamespace } from "./kept-histories.ts";
import { type EventsByDay, readEvents } from "./read-events.ts";
import { completeState, type FoundSoFar, type OnUnknown, readSetUp, type SetUp } from "./read-group-state.ts";
import type { HeapAnswers, HeapReader } from "./read-heaps.ts";
import type { NodeReader } from "./read-nodes.ts";
import { readUsage, type UsageOf, type UsageTargets } from "./read-usage.ts";
import type { SourceFacts } from "./source-facts.ts";

export interface GatheredNamespace extends LeftNamespace {
  readonly evidence: readonly Evidence[];
  readonly notices: readonly string[];
}

export interface GatheredReading {
  readonly gathered: readonly GatheredNamespace[];
  /** Namespaces whose history does not fit to what is known of owners now. They were not read. */
  readonly outdated: readonly NamespaceToRead[];
}

/** What is asked for once in a pass, for all of its readings. */
export interface WholePassReaders {
  readonly heaps: HeapReader;
  readonly nodes: NodeReader;
}

/** Reads some namespaces: who owns their pods, what their containers used over time, and how they are set up now. */
export async function gatherReading(
  source: MetricsSource,
  { namespaces, span }: Reading,
  sampling: Sampling,
  facts: SourceFacts,
  readers: WholePassReaders,
): Promise<GatheredReading> {
  const names = namespaces.map(({ name }) => name);
  const notices = new Map<string, string[]>();
  const note = (name: string, sentence: string): void => {
    notices.set(name, [...(notices.get(name) ?? []), `Namespace ${name}: ${sentence}`]);
  };
  const onUnknown: OnUnknown = (name, question, error) =>
    note(name, `${question} could not be measured: ${error.message}`);

  const { transport } = facts;
  // What a server computes of a day is asked for whole days.
  const read = { ...sampling, window: transport === "quantiles" ? sampling.window : span };
  const question = { namespaces: names, sampling: read, transport };
  const owned = askOwners(source, { namespaces, span }, sampling).then((owners) =>
    sortOut(namespaces, owners, sampling, facts),
  );
  const days = daysOf(namespaces, sampling);
  const [{ current, outdated }, , events, setUp, heaps, nodes] = await Promise.all([
    owned,
    readUsage(source, question, owned.then(targetsOf)),
    readEvents(source, names, days, sampling.window, onUnknown),
    readSetUp(source, sampling, names, onUnknown),
    readers.heaps.read(span, namespaces, days, onUnknown),
    owned.then((sorted) => readers.nodes.read(span, placed(sorted), days, onUnknown)),
  ]);
  const found = current.map((subject) => finish(subject, sampling, { events, setUp, heaps, nodes }));
  const completing = completeState(source, sampling, facts, found, onUnknown);
  // The server has something to do meanwhile.
  const recorded = new Map(
    found.map(({ name, usageOf, classesIn }) => [name, usageOf.recorder.finish(classesIn)]),
  );
  const complete = await completing;

  const gathered = complete.map(([one, answers]): GatheredNamespace => {
    const { unownedPods } = one.usageOf.recorder;
    if (unownedPods > 0) note(one.name, `${unownedPods} pods belong to no workload that can be tuned.`);
    return {
      name: one.name,
      evidence: evidenceOf(recorded.get(one.name) ?? [], one.ownersIn, answers, sampling, facts.resolution),
      notices: notices.get(one.name) ?? [],
      isAnew: one.history === null,
      left: leaveHistory({
        ...one.usageOf,
        before: one.history,
        window: sampling.window,
        resolution: facts.resolution,
        owners: one.owners,
        heapSeries: answers.heapSeries ?? one.history?.heapSeries ?? [],
        events: one.events,
        nodes: one.nodes,
        classesIn: one.classesIn,
      }),
    };
  });
  return { gathered, outdated };
}

/** A namespace while it is being read. */
interface Subject extends NamespaceToRead {
  readonly owners: OwnerSeries;
  readonly ownersIn: (cluster: string | undefined) => PodOwners;
  readonly usageOf: UsageOf;
}

interface SortedOut {
  readonly current: readonly Subject[];
  readonly outdated: readonly NamespaceToRead[];
}

function sortOut(
  namespaces: readonly NamespaceToRead[],
  owners: ReadonlyMap<string, OwnerSeries>,
  sampling: Sampling,
  facts: SourceFacts,
): SortedOut {
  const current: Subject[] = [];
  const outdated: NamespaceToRead[] = [];
  for (const namespace of namespaces) {
    const subject = subjectOf(namespace, owners.get(namespace.name) ?? noOwners, sampling, facts);
    const { history, ownersIn } = subject;
    if (history === null || ownersHold(history.days, ownersIn)) current.push(subject);
    else outdated.push(namespace);
  }
  return { current, outdated };
}

/** Namespaces with pods whose node is worth to know. */
function placed({ current }: SortedOut): readonly string[] {
  return current.filter(({ owners }) => hasPlaces(owners)).map(({ name }) => name);
}

// Between the common scrape intervals of 15 and 60 seconds.
const scrapeSeconds = 30;

function subjectOf(
  namespace: NamespaceToRead,
  fresh: OwnerSeries,
  { window, stepSeconds }: Sampling,
  { resolution }: SourceFacts,
): Subject {
  const { name, history } = namespace;
  const owners = history === null ? fresh : withNewOwners(history.owners, fresh);
  const ownersIn = joinOwnersByCluster(owners);
  const interval = resolution === "scrape" ? scrapeSeconds : stepSeconds;
  const days = history?.days.filter(({ day }) => day >= dayOf(window.from)) ?? [];
  const tailsOf = (resource: Resource) => {
    const earlier = { lead: overlap / 1000, tails: history?.tails[resource] ?? [] };
    return new SeriesTails(window.from / 1000, interval, earlier);
  };
  const usageOf = {
    recorder: new NamespaceRecorder(name, interval, ownersIn, days),
    tails: { cpu: tailsOf("cpu"), memory: tailsOf("memory") },
  };
  return { ...namespace, owners, ownersIn, usageOf };
}

async function askOwners(
  source: MetricsSource,
  { namespaces, span }: Reading,
  sampling: Sampling,
): Promise<ReadonlyMap<string, OwnerSeries>> {
  const names = namespaces.map(({ name }) => name);
  const series = await source.series(askNamespaces(names, sampling).owners, span);
  const sorted = byNamespace(names, series, (labels) => labels["namespace"]);
  return new Map([...sorted].map(([name, labels]) => [name, readOwners(labels)]));
}

// A pod has a few containers, each with a series per restart; the adapter splits by this guess.
const seriesAPod = 3;
const fewestSeries = 10;

function targetsOf({ current }: SortedOut): UsageTargets {
  const series = current.map(({ size, owners }) =>
    Math.max(fewestSeries, size, owners.pods.length * seriesAPod),
  );
  return {
    usageOf: new Map(current.map(({ name, usageOf }) => [name, usageOf])),
    series: series.reduce((sum, count) => sum + count, 0),
  };
}

interface Found extends Subject, FoundSoFar {
  readonly events: EventsByDay;
  readonly nodes: NodesByDay;
  readonly classesIn: ClassesIn;
}

/** What was asked for besides usage and owners, by namespace where it belongs to one. */
interface Fresh {
  readonly events: ReadonlyMap<string, EventsByDay>;
  readonly setUp: ReadonlyMap<string, SetUp>;
  readonly heaps: ReadonlyMap<string, HeapAnswers>;
  readonly nodes: NodesByDay;
}

const unknownHeaps: HeapAnswers = { series: null, days: new Map() };
const unknownSetUp: SetUp = { settings: null, autoscalers: null };

/** What was recorded, and what happened on each day, of which some is known of earlier passes. */
function finish(subject: Subject, { window }: Sampling, fresh: Fresh): Found {
  const { name, history, usageOf, owners } = subject;
  const known = new Map(history?.days.map(({ day, events }) => [day, events]));
  const knownNodes = new Map(history?.days.map(({ day, nodes }) => [day, nodes]));
  const nodes = nodesOfPlaces(owners, knownNodes, fresh.nodes);
  const found = fresh.heaps.get(name) ?? unknownHeaps;
  const freshEvents = [...(fresh.events.get(name) ?? [])].map(
    ([day, one]) => [day, { ...one, heaps: found.days.get(day) ?? null }] as const,
  );
  const events = new Map([...known, ...freshEvents]);
  return {
    ...subject,
    setUp: fresh.setUp.get(name) ?? unknownSetUp,
    newestPods: usageOf.recorder.newestPods(),
    events,
    nodes,
    classesIn: joinClasses(owners, nodes),
    days: daysIn(window).map((day) => events.get(day) ?? unknownEvents),
    heapSeries: found.series && [...(history?.heapSeries ?? []), ...found.series],
  };
}

/** The days whose events are to be asked for, ascending. */
export function daysOf(namespaces: readonly NamespaceToRead[], { window }: Sampling): readonly number[] {
  const days = new Set(namespaces.flatMap(({ history }) => daysToAsk(history, window)));
  return [...days].sort((left, right) => left - right);
}

function evidenceOf(
  recorded: readonly RecordedContainer[],
  ownersIn: Found["ownersIn"],
  answers: StateAnswers,
  sampling: Sampling,
  resolution: Evidence["resolution"],
): readonly Evidence[] {
  const states = new Map<string | undefined, NamespaceState>();
  return recorded.map((container) => {
    const { cluster } = container.target;
    const state = states.get(cluster) ?? readState(answersOf(answers, cluster));
    states.set(cluster, state);
    return assembleEvidence(container, state, ownersIn(cluster), sampling, resolution);
  });
}
