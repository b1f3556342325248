import type { Evidence } from "../core/model/index.ts";
import {
  askNamespace,
  assembleEvidence,
  joinOwnersByCluster,
  type NamespaceQuestions,
  NamespaceRecorder,
  type PodOwners,
  type Sampling,
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
  const recorder = new NamespaceRecorder(namespace, sampling, owners.ownersIn);
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
  const state = await readNamespaceState(source, questions, sampling, recorded, facts, (question, error) =>
    notices.push(`Namespace ${namespace}: ${question} could not be measured: ${error.message}`),
  );
  if (recorder.unownedPods > 0) {
    notices.push(
      `Namespace ${namespace}: ${recorder.unownedPods} pods belong to no workload that can be tuned.`,
    );
  }
  const evidence = recorded.map((container) => {
    const { cluster } = container.target;
    return assembleEvidence(container, state(cluster), owners.ownersIn(cluster), sampling);
  });
  return { evidence, notices };
}

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
