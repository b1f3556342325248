import type { Evidence } from "../core/model/index.ts";
import {
  askNamespace,
  assembleEvidence,
  joinOwnersByCluster,
  type NamespaceQuestions,
  NamespaceRecorder,
  type PodOwners,
  type Sampling,
  SeriesTails,
  usageSeries,
} from "../core/telemetry/index.ts";
import type { MetricsSource } from "../ports/metrics-source.ts";
import { readNamespaceState, type SourceFacts } from "./read-namespace-state.ts";

export interface GatheredNamespace {
  readonly evidence: readonly Evidence[];
  readonly notices: readonly string[];
}

/** Reads one namespace: who owns its pods, what its containers used over time, and how they are set up now. */
export async function gatherNamespace(
  source: MetricsSource,
  namespace: string,
  sampling: Sampling,
  facts: SourceFacts,
): Promise<GatheredNamespace> {
  const questions = askNamespace(namespace, sampling);
  const notices: string[] = [];
  const owners = await readOwners(source, questions, sampling);
  const interval = facts.transport === "range" ? sampling.stepSeconds : scrapeSeconds;
  const recorder = new NamespaceRecorder(namespace, interval, owners.ownersIn);
  const read = facts.transport === "remote-read" ? readScrapes : readSteps;
  await read(source, namespace, sampling, owners.pods, recorder);
  const recorded = recorder.finish();
  const state = await readNamespaceState(source, questions, sampling, recorded, facts, (question, error) =>
    notices.push(`Namespace ${namespace}: ${question} could not be measured: ${error.message}`),
  );
  if (recorder.unownedPods > 0) {
    notices.push(
      `Namespace ${namespace}: ${recorder.unownedPods} pods belong to no workload that can be tuned.`,
    );
  }
  const resolution = facts.transport === "remote-read" ? "scrape" : "five-minutes";
  const evidence = recorded.map((container) => {
    const { cluster } = container.target;
    return assembleEvidence(container, state(cluster), owners.ownersIn(cluster), sampling, resolution);
  });
  return { evidence, notices };
}

// Between the common scrape intervals of 15 and 60 seconds.
const scrapeSeconds = 30;

type ReadUsage = (
  source: MetricsSource,
  namespace: string,
  sampling: Sampling,
  pods: number,
  recorder: NamespaceRecorder,
) => Promise<void>;

/** Every sample as it was scraped: the server copies chunks from its disk and computes nothing. */
const readScrapes: ReadUsage = async (source, namespace, { window }, _pods, recorder) => {
  const { cpu, memory } = usageSeries(namespace);
  const counters = new SeriesTails(window.from / 1000, scrapeSeconds);
  for await (const page of source.raw({ ...cpu, window })) {
    recorder.add("cpu", page, (series) => counters.rates(series));
  }
  const gauges = new SeriesTails(window.from / 1000, scrapeSeconds);
  for await (const page of source.raw({ ...memory, window })) {
    recorder.add("memory", page, (series) => gauges.values(series));
  }
};

/** Rates and peaks of every step, computed by the server. */
const readSteps: ReadUsage = async (source, namespace, sampling, pods, recorder) => {
  const questions = askNamespace(namespace, sampling);
  for (const resource of ["cpu", "memory"] as const) {
    const tails = new SeriesTails(sampling.window.from / 1000, sampling.stepSeconds);
    const query = {
      promql: questions[resource],
      window: sampling.window,
      stepSeconds: sampling.stepSeconds,
      // A pod has a few containers, each with a series per restart; the adapter splits by this guess.
      expectedSeries: Math.max(10, pods * 3),
    };
    for await (const page of source.range(query)) {
      recorder.add(resource, page, (series) => tails.values(series));
    }
  }
};

async function readOwners(
  source: MetricsSource,
  questions: NamespaceQuestions,
  { window }: Sampling,
): Promise<{ readonly ownersIn: (cluster: string | undefined) => PodOwners; readonly pods: number }> {
  const pods = await source.series(questions.podOwners, window);
  const [replicaSets, jobs, recorded] = await Promise.all([
    pods.length === 0 ? [] : source.series(questions.replicaSetOwners, window),
    pods.length === 0 ? [] : source.series(questions.jobOwners, window),
    pods.length === 0 ? source.series(questions.recordedOwners, window) : [],
  ]);
  return {
    ownersIn: joinOwnersByCluster({ pods, replicaSets, jobs, recorded }),
    pods: pods.length || recorded.length || 100,
  };
}
