import type { ConfigProblem, Configuration } from "../core/config/index.ts";
import type { Instant, Policy, Result, Seal } from "../core/model/index.ts";
import type { CheckRuns } from "../ports/check-runs.ts";
import type { Clock } from "../ports/clock.ts";
import type { CodeHost } from "../ports/code-host.ts";
import type { Conversation } from "../ports/conversation.ts";
import type { Recorder } from "./recorder.ts";
import type { OpenedRepository } from "./repository-jobs.ts";
import { type PassParts, readBase } from "./run-pass.ts";
import { sayOnce } from "./say-once.ts";
import type { Talk } from "./talk.ts";
import { type TendParts, tendRepository } from "./tend-repository.ts";

/** The ports of one repository, on one session. */
export interface RepositoryPorts {
  readonly host: CodeHost;
  readonly conversation: Conversation;
  readonly checks: CheckRuns;
  readonly recorder: Recorder;
}

/** What is the same for all repositories of a server. */
export interface TendSettings
  extends Pick<
    PassParts,
    "readTelemetry" | "renderer" | "environment" | "wantsWorkload" | "prices" | "progress"
  > {
  /** With the organisation's file and what is extended; `ports` reads the repository itself. */
  readonly readConfiguration: PassParts["readConfiguration"];
  readonly templates: TendParts["templates"] & { readonly pullRequest: string; readonly dashboard: string };
  readonly startingConfig: TendParts["startingConfig"];
  readonly stopped: TendParts["stopped"];
  readonly seal: Seal | null;
  readonly clock: Clock;
  readonly nextPass: (policy: Policy, repository: string, now: Instant) => Instant | null;
}

/** Opens one repository for one job. Nothing is asked yet. */
export function openRepository(
  repository: string,
  { host, conversation, checks, recorder }: RepositoryPorts,
  settings: TendSettings,
): OpenedRepository {
  const { clock, seal, templates } = settings;
  const talkOf = ({ policy }: Configuration): Talk => {
    const now = clock.now();
    const nextPass = settings.nextPass(policy, repository, now);
    return { conversation, seal, policy, dashboardTemplate: templates.dashboard, now, nextPass, recorder };
  };
  return {
    host,
    conversation,
    checks,
    async talk() {
      const base = await readBase(host);
      if ("kind" in base) return null;
      const read: Result<Configuration, readonly ConfigProblem[]> = await settings.readConfiguration(
        base.files,
        base.facts,
      );
      return read.ok ? talkOf(read.value) : null;
    },
    tend: (wishes) =>
      tendRepository(
        {
          ...settings,
          ...{ host, conversation, checks, recorder, seal, talk: talkOf },
          template: templates.pullRequest,
          say: sayOnce(conversation),
          mostNew: Number.POSITIVE_INFINITY,
          dryRun: false,
          now: clock.now(),
        },
        wishes,
      ),
  };
}
