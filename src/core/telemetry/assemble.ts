import type { Evidence, Resolution } from "../model/index.ts";
import type { NamespaceState } from "./container-state.ts";
import type { RecordedContainer } from "./namespace-recorder.ts";
import type { PodOwners } from "./owners.ts";
import { askContainer, type Sampling } from "./questions.ts";

/** Puts together everything that was measured of one container. */
export function assembleEvidence(
  recorded: RecordedContainer,
  state: NamespaceState,
  owners: PodOwners,
  sampling: Sampling,
  resolution: Resolution,
): Evidence {
  const { target, pods, newestPod } = recorded;
  // What kube-state-metrics does not know of the pod is unknown, not absent.
  const known = owners.known(newestPod);
  return {
    target,
    window: sampling.window,
    usage: recorded.usage,
    live: known ? state.settingsOf(newestPod, target.container) : null,
    resolution,
    pods: pods.length,
    ownerSource: recorded.ownerSource,
    outOfMemory: known ? state.outOfMemoryOf(pods, target.container) : null,
    memoryGrowth: recorded.growth,
    restarts: known ? state.restartsOf(pods, target.container) : null,
    throttledShare: state.throttledShareOf(pods, target.container),
    autoscalers: state.autoscalersOf(target.kind, target.name),
    runsJvm: state.runsJvm(pods, target.container),
    heap: state.heapOf(pods, newestPod, target.container),
    heapFlags: null,
    queries: askContainer(target, sampling),
  };
}
