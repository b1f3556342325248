import type { Instant, InstantSample, Labels } from "../core/model/index.ts";
import {
  answersTo,
  askNamespaces,
  type DayEvents,
  type Sampling,
  type StateAnswers,
} from "../core/telemetry/index.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import { askEach } from "./ask-each.ts";
import type { SourceFacts } from "./source-facts.ts";

/** Told of a question about a namespace that could not be had: it is unknown, but does not spoil the rest. */
export type OnUnknown = (namespace: string, question: string, error: Error) => void;

/** How the containers of one namespace are set up; `null` where the question failed. */
export interface SetUp {
  readonly settings: readonly InstantSample[] | null;
  readonly autoscalers: readonly InstantSample[] | null;
}

const namespaceOf = ({ labels }: InstantSample) => labels["namespace"];

/** Asks how the containers of some namespaces are set up. */
export async function readSetUp(
  source: MetricsSource,
  sampling: Sampling,
  namespaces: readonly string[],
  onUnknown: OnUnknown,
): Promise<ReadonlyMap<string, SetUp>> {
  const at = sampling.window.to;
  const questions = (some: readonly string[]) => askNamespaces(some, sampling);
  const unknown = (question: string) => (namespace: string, error: Error) =>
    onUnknown(namespace, question, error);
  const [settings, autoscalers] = await Promise.all([
    askEach(
      namespaces,
      (some) => source.instant(questions(some).settings, at),
      namespaceOf,
      unknown("settings"),
    ),
    askEach(
      namespaces,
      (some) => source.instant(questions(some).autoscalers, at),
      namespaceOf,
      unknown("autoscalers"),
    ),
  ]);
  return new Map(
    namespaces.map((name) => [
      name,
      {
        settings: settings.get(name) ?? null,
        autoscalers: autoscalers.get(name) ?? null,
      },
    ]),
  );
}

/** What else was found out of a namespace. */
export interface FoundSoFar {
  readonly name: string;
  readonly setUp: SetUp;
  readonly newestPods: readonly string[];
  /** Of each day of the window. */
  readonly days: readonly DayEvents[];
  /** Of this pass and of earlier ones. */
  readonly heapSeries: readonly Labels[] | null;
}

/** Asks what is still missing, the settings of pods that ended, and puts it all together. */
export async function completeState<Found extends FoundSoFar>(
  source: MetricsSource,
  sampling: Sampling,
  { hasResources }: SourceFacts,
  found: readonly Found[],
  onUnknown: OnUnknown,
): Promise<readonly (readonly [Found, StateAnswers])[]> {
  const podsOf = new Map(found.map((one) => [one.name, endedPods(one)]));
  const past = await askEach(
    [...podsOf].filter(([, pods]) => pods.length > 0).map(([name]) => name),
    (some) => {
      const { settingsOf } = askNamespaces(some, sampling);
      const pods = some.flatMap((name) => podsOf.get(name) ?? []);
      return askInParts(source, settingsOf, pods, sampling.window.to);
    },
    namespaceOf,
    (name, error) => onUnknown(name, "settings of ended pods", error),
  );
  return found.map((one) => {
    const ended = past.has(one.name) ? (past.get(one.name) ?? null) : [];
    return [one, stateOf(one, hasResources, ended)];
  });
}

function stateOf(
  { setUp, days, heapSeries }: FoundSoFar,
  hasResources: boolean,
  past: readonly InstantSample[] | null,
): StateAnswers {
  const { settings: now, autoscalers } = setUp;
  // Both or nothing: half an answer would make the other half look absent.
  const all = hasResources && now !== null && past !== null ? [...now, ...past] : null;
  return {
    requests: all && answersTo(all, "requests"),
    limits: all && answersTo(all, "limits"),
    limitsOfKilled: past && answersTo(past, "limits"),
    autoscalers: autoscalers && answersTo(autoscalers, "infos"),
    autoscalerTargets: autoscalers && answersTo(autoscalers, "targets"),
    heapSeries,
    days,
  };
}

/** Newest pods that do not run now, such as those of a CronJob between two runs, and pods that were killed. */
function endedPods({ setUp, newestPods, days }: FoundSoFar): readonly string[] {
  const present = new Set(setUp.settings?.map(({ labels }) => labels["pod"]));
  const killed = days.flatMap(({ kills }) => (kills ?? []).map(({ pod }) => pod));
  return [...newestPods.filter((pod) => !present.has(pod)), ...killed];
}

// Pod names in one regular expression; a longer one makes a request that proxies cut.
const podsPerQuestion = 100;

async function askInParts(
  source: MetricsSource,
  question: (pods: readonly string[]) => string,
  pods: readonly string[],
  at: Instant,
): Promise<readonly InstantSample[]> {
  const unique = [...new Set(pods)].sort();
  const parts: (readonly string[])[] = [];
  for (let from = 0; from < unique.length; from += podsPerQuestion)
    parts.push(unique.slice(from, from + podsPerQuestion));
  return (await Promise.all(parts.map((part) => source.instant(question(part), at)))).flat();
}
