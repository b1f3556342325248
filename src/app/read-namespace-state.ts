import type { Instant, InstantSample } from "../core/model/index.ts";
import {
  answersOf,
  type NamespaceQuestions,
  type NamespaceState,
  type RecordedContainer,
  readState,
  type Sampling,
} from "../core/telemetry/index.ts";
import type { MetricsSource, Transport } from "../ports/metrics-source.ts";
import { PortError } from "../ports/port-error.ts";

/** What the source holds at all, asked once. */
export interface SourceFacts {
  readonly transport: Transport;
  /** kube-state-metrics exports requests or limits of anything. */
  readonly hasResources: boolean;
}

/**
 * Asks how the containers of a namespace are set up and how they fared. These are optional facts: one that cannot be
 * had is unknown and is told to `onFailure`, but does not spoil the rest.
 */
export async function readNamespaceState(
  source: MetricsSource,
  questions: NamespaceQuestions,
  { window }: Sampling,
  recorded: readonly RecordedContainer[],
  { hasResources }: SourceFacts,
  onFailure: (question: string, error: PortError) => void,
): Promise<(cluster: string | undefined) => NamespaceState> {
  const optional = async <T>(name: string, ask: Promise<T>): Promise<T | null> => {
    try {
      return await ask;
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      onFailure(name, error);
      return null;
    }
  };
  const ask = (name: string, promql: string) => optional(name, source.instant(promql, window.to));
  const askOf = (name: string, question: (pods: readonly string[]) => string, pods: readonly string[]) =>
    optional(name, askInParts(source, question, pods, window.to));

  const [
    requests,
    limits,
    outOfMemory,
    restarts,
    throttledPeriods,
    periods,
    autoscalers,
    targets,
    javaHeaps,
  ] = await Promise.all([
    ask("requests", questions.requests),
    ask("limits", questions.limits),
    ask("out-of-memory kills", questions.outOfMemory),
    ask("restarts", questions.restarts),
    ask("throttling", questions.throttledPeriods),
    ask("throttling", questions.periods),
    ask("autoscalers", questions.autoscalers),
    ask("autoscaler targets", questions.autoscalerTargets),
    optional("Java heaps", source.series(questions.javaHeaps, window)),
  ]);
  const ended = endedPods(recorded, requests ?? []);
  const killed = (outOfMemory ?? []).flatMap(({ labels }) => labels["pod"] ?? []);
  const [endedRequests, endedLimits, limitsOfKilled] = await Promise.all([
    askOf("requests of ended pods", questions.requestsOf, ended),
    askOf("limits of ended pods", questions.limitsOf, ended),
    askOf("limits of killed pods", questions.limitsOf, killed),
  ]);
  const answers = {
    requests: hasResources ? joined(requests, endedRequests) : null,
    limits: hasResources ? joined(limits, endedLimits) : null,
    outOfMemory,
    limitsOfKilled,
    restarts,
    throttledPeriods,
    periods,
    autoscalers,
    autoscalerTargets: targets,
    javaHeaps,
  };
  const states = new Map<string | undefined, NamespaceState>();
  return (cluster) => {
    const state = states.get(cluster) ?? readState(answersOf(answers, cluster));
    states.set(cluster, state);
    return state;
  };
}

/** Both or nothing: half an answer would make the other half look absent. */
function joined(now: readonly InstantSample[] | null, ended: readonly InstantSample[] | null) {
  return now && ended && [...now, ...ended];
}

/** Newest pods that do not run now, such as those of a CronJob between two runs. */
function endedPods(
  recorded: readonly RecordedContainer[],
  requests: readonly InstantSample[],
): readonly string[] {
  const present = new Set(requests.map(({ labels }) => labels["pod"]));
  return recorded.map(({ newestPod }) => newestPod).filter((pod) => !present.has(pod));
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
  const samples: InstantSample[] = [];
  for (let from = 0; from < unique.length; from += podsPerQuestion) {
    samples.push(...(await source.instant(question(unique.slice(from, from + podsPerQuestion)), at)));
  }
  return samples;
}
