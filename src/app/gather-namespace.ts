import type { Evidence, InstantSample, Labels } from "../core/model/index.ts";
import {
  askNamespace,
  assembleEvidence,
  joinOwners,
  type NamespaceQuestions,
  NamespaceRecorder,
  type NamespaceState,
  type PodOwners,
  type RecordedContainer,
  readState,
  type Sampling,
} from "../core/telemetry/index.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import { PortError } from "../ports/port-error.ts";

export interface GatheredNamespace {
  readonly evidence: readonly Evidence[];
  readonly notices: readonly string[];
}

/** Reads one namespace: who owns its pods, what its containers used over time, and how they are set up now. */
export async function gatherNamespace(
  source: MetricsSource,
  namespace: string,
  sampling: Sampling,
): Promise<GatheredNamespace> {
  const questions = askNamespace(namespace, sampling);
  const notices: string[] = [];
  const owners = await readOwners(source, questions, sampling);
  const recorder = new NamespaceRecorder(namespace, sampling, owners.owners);
  for (const resource of ["cpu", "memory"] as const) {
    const query = {
      promql: questions[resource],
      window: sampling.window,
      stepSeconds: sampling.stepSeconds,
      // A pod has a few containers, each with a series per restart; the adapter splits by this guess.
      expectedSeries: Math.max(10, owners.pods * 3),
    };
    for await (const page of source.range(query)) recorder.add(resource, page);
  }
  const recorded = recorder.finish();
  const state = await readNamespaceState(source, questions, sampling, recorded, (question, error) =>
    notices.push(`Namespace ${namespace}: ${question} could not be measured: ${error.message}`),
  );
  if (recorder.unownedPods > 0) {
    notices.push(
      `Namespace ${namespace}: ${recorder.unownedPods} pods belong to no workload that can be tuned.`,
    );
  }
  const evidence = recorded.map((container) => assembleEvidence(container, state, owners.owners, sampling));
  return { evidence, notices };
}

async function readOwners(
  source: MetricsSource,
  questions: NamespaceQuestions,
  { window }: Sampling,
): Promise<{ readonly owners: PodOwners; readonly pods: number }> {
  const pods = await source.series(questions.podOwners, window);
  const [replicaSets, jobs, recorded] = await Promise.all([
    pods.length === 0 ? [] : source.series(questions.replicaSetOwners, window),
    pods.length === 0 ? [] : source.series(questions.jobOwners, window),
    pods.length === 0 ? source.series(questions.recordedOwners, window) : [],
  ]);
  return {
    owners: joinOwners({ pods, replicaSets, jobs, recorded }),
    pods: pods.length || recorded.length || 100,
  };
}

/** Optional facts: one that cannot be had is unknown, and is said, but does not spoil the rest. */
async function readNamespaceState(
  source: MetricsSource,
  questions: NamespaceQuestions,
  { window }: Sampling,
  recorded: readonly RecordedContainer[],
  onFailure: (question: string, error: PortError) => void,
): Promise<NamespaceState> {
  const optional = async <T>(name: string, ask: Promise<T>): Promise<T | null> => {
    try {
      return await ask;
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      onFailure(name, error);
      return null;
    }
  };
  const ask = (name: string, promql: string): Promise<readonly InstantSample[] | null> =>
    optional(name, source.instant(promql, window.to));

  const [
    requests,
    limits,
    outOfMemory,
    restarts,
    throttledPeriods,
    periods,
    autoscalers,
    autoscalerTargets,
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
    optional<readonly Labels[]>("Java heaps", source.series(questions.javaHeaps, window)),
  ]);
  const ended = endedPods(recorded, requests ?? []);
  const killed = (outOfMemory ?? []).flatMap(({ labels }) => labels["pod"] ?? []);
  const [endedRequests, endedLimits, limitsOfKilled] = await Promise.all([
    askOf(source, questions.requestsOf, ended, window.to),
    askOf(source, questions.limitsOf, ended, window.to),
    askOf(source, questions.limitsOf, killed, window.to),
  ]);
  return readState({
    requests: requests && [...requests, ...endedRequests],
    limits: limits && [...limits, ...endedLimits],
    outOfMemory,
    limitsOfKilled,
    restarts,
    throttledPeriods,
    periods,
    autoscalers,
    autoscalerTargets,
    javaHeaps,
  });
}

/** Newest pods that do not run now, such as those of a CronJob between two runs. */
function endedPods(
  recorded: readonly RecordedContainer[],
  requests: readonly InstantSample[],
): readonly string[] {
  const present = new Set(requests.map(({ labels }) => labels["pod"]));
  return [...new Set(recorded.map(({ newestPod }) => newestPod))].filter((pod) => !present.has(pod));
}

// Pod names in one regular expression; a longer one makes a request that proxies cut.
const podsPerQuestion = 100;

async function askOf(
  source: MetricsSource,
  question: (pods: readonly string[]) => string,
  pods: readonly string[],
  at: Sampling["window"]["to"],
): Promise<readonly InstantSample[]> {
  const unique = [...new Set(pods)].sort();
  const samples: InstantSample[] = [];
  for (let from = 0; from < unique.length; from += podsPerQuestion) {
    samples.push(...(await source.instant(question(unique.slice(from, from + podsPerQuestion)), at)));
  }
  return samples;
}
