import type { Command } from "../core/commands/index.ts";
import { formatDuration, formatInstant, type Instant, parseInstant } from "../core/model/index.ts";
import {
  type ChangeHistory,
  evidenceId,
  noHistory,
  orderEvents,
  type Pause,
  pauseEvents,
  type Recorded,
  readHistory,
  readMetadata,
} from "../core/record/index.ts";
import { evidenceSnapshot } from "./evidence-snapshot.ts";
import { keep, refold } from "./kept-records.ts";
import { type RecorderParts, recordWorld } from "./record-world.ts";
import type { Recorder } from "./recorder.ts";
import type { Said } from "./said.ts";

// Each is a request; who ended the rest is asked by the passes after this one.
const mostAsked = 20;

export function createRecorder(parts: RecorderParts): Recorder {
  const { log, repository, clock } = parts;
  const recordOf = async (change: string | null): Promise<ChangeHistory> => {
    const stored = await log.record(repository, change);
    if (stored === null) return noHistory;
    return readHistory(stored.content) ?? refold(log, repository, change);
  };
  const record = (change: string | null, recorded: Recorded): Promise<void> =>
    keep(log, repository, [{ ...recorded, change }], clock.now());
  return {
    async proposing(plan, settings) {
      const [first] = plan.recommendations;
      if (first === undefined) return;
      const evidenceUntil = formatInstant(first.evidence.window.to);
      const id = evidenceId(repository, { id: plan.id, settings, evidenceUntil });
      await log.keepEvidence(id, evidenceSnapshot(plan), clock.now());
    },
    async passed(host, seen, became) {
      await recordWorld(parts, host, { seen, became, mostAsked });
    },
    async ordered(command, said, outcome) {
      if (outcome.kind === "refused" || asksOnly.has(command.verb)) return;
      if (command.verb === "pause" || command.verb === "resume") {
        const pause = { isPaused: command.verb === "pause", by: said.by, at: said.at };
        return record(null, pauseEvents(await recordOf(null), repository, pause));
      }
      const change = readMetadata(said.issue.body, parts.seal)?.id ?? null;
      const order = orderOf(command, said);
      await record(change, orderEvents(await recordOf(change), repository, change, order));
    },
    async sawPause(pause) {
      const seen = { isPaused: pause !== null, by: pause?.by ?? null, at: beginOf(pause) ?? clock.now() };
      await record(null, pauseEvents(await recordOf(null), repository, seen));
    },
  };
}

/** Whoever asks changes nothing. */
const asksOnly: ReadonlySet<Command["verb"]> = new Set(["help", "status", "ignores", "explain"]);

function orderOf(command: Command, { by, at, issue }: Said) {
  return { by, at, pullRequest: issue.number, verb: command.verb, words: wordsOf(command) };
}

/** What was said behind the verb, as it was understood. */
function wordsOf(command: Command): string {
  const knob = "knob" in command && command.knob !== null ? command.knob : null;
  const container = knob?.container ?? null;
  return [
    ...(knob === null ? [] : [container === null ? knob.setting : `${container}:${knob.setting}`]),
    ...("bound" in command ? [`at ${command.bound}`] : []),
    ...("value" in command ? [command.value] : []),
    ...("lasts" in command && command.lasts !== undefined ? [lengthOf(command.lasts)] : []),
  ].join(" ");
}

function lengthOf(lasts: Parameters<typeof formatDuration>[0] | null): string {
  return lasts === null ? "forever" : formatDuration(lasts);
}

function beginOf(pause: Pause | null): Instant | null {
  return pause === null ? null : parseInstant(pause.since);
}
