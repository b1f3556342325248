import { branchPrefixes, instant } from "../core/model/index.ts";
import type { CodeHost } from "../ports/code-host.ts";
import type { Conversation } from "../ports/conversation.ts";
import { createRecorder } from "./create-recorder.ts";
import { readPaused } from "./pause-repository.ts";
import { type RecorderParts, recordWorld } from "./record-world.ts";

export interface Rebuilt {
  /** Pull requests that are recorded as they are now. */
  readonly recorded: number;
  /** Pull requests that nobody can tell what they proposed. */
  readonly unreadable: number;
  readonly pausedBy: string | null;
}

/**
 * Records what the code host shows of a repository: all pull requests of ours, from texts and, where these were damaged,
 * commits, their labels, who ended them, and the pause in the dashboard. Nothing that is recorded is lost or doubled by it.
 * Writes nothing on the code host. Throws a PortError.
 */
export async function rebuildRecords(
  parts: RecorderParts,
  host: CodeHost,
  conversation: Conversation,
): Promise<Rebuilt> {
  const open = await host.openPullRequests(branchPrefixes);
  const ended = await host.endedPullRequests(branchPrefixes, instant(0));
  const world = { seen: [...open, ...ended], became: [], mostAsked: Number.POSITIVE_INFINITY };
  const found = await recordWorld(parts, host, world);
  const paused = await readPaused({ conversation, seal: parts.seal });
  await createRecorder(parts).sawPause(paused);
  return { ...found, pausedBy: paused?.by ?? null };
}
