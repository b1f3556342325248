import type { Evidence } from "../model/index.ts";
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
): Evidence {
  const { target, pods, newestPod } = recorded;
  const live = state.settingsOf(newestPod, target.container);
  const seen = owners.known(newestPod) || Object.keys(live).length > 0;
  return {
    target,
    window: sampling.window,
    usage: recorded.usage,
    live: seen ? live : null,
    pods: pods.length,
    ownerSource: recorded.ownerSource,
    outOfMemory: state.outOfMemoryOf(pods, target.container),
    memoryGrowth: recorded.growth,
    restarts: state.restartsOf(pods, target.container),
    throttledShare: state.throttledShareOf(pods, target.container),
    autoscalers: state.autoscalersOf(target.kind, target.name),
    runsJvm: state.runsJvm(pods, target.container),
    queries: askContainer(target, sampling),
  };
}
