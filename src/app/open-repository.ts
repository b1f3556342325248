import type { ConfigProblem, Configuration } from "../core/config/index.ts";
import type { Instant, Policy, Result, Seal } from "../core/model/index.ts";
import type { CheckRuns } from "../ports/check-runs.ts";
import type { Clock } from "../ports/clock.ts";
import type { CodeHost } from "../ports/code-host.ts";
import type { Conversation } from "../ports/conversation.ts";
import type { JobLease } from "./job-handlers.ts";
import { lookAt } from "./look.ts";
import { ownIssuesOnce } from "./own-issues-once.ts";
import type { Recorder } from "./recorder.ts";
import type { OpenedRepository } from "./repository-jobs.ts";
import type { PassParts } from "./run-pass.ts";
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
  readonly unconfigured: TendParts["unconfigured"];
  readonly openMetrics: TendParts["openMetrics"];
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
  also: JobLease["also"],
): OpenedRepository {
  const { clock, seal, templates } = settings;
  const talkOf = ({ policy }: Configuration, conversation: Conversation): Talk => {
    const now = clock.now();
    const nextPass = settings.nextPass(policy, repository, now);
    return { conversation, seal, policy, dashboardTemplate: templates.dashboard, now, nextPass, recorder };
  };
  const hear: TendParts["hear"] = (comments) =>
    also(
      comments.map(({ issue, id }) => ({ kind: "comment", repository, form: "comment", issue, comment: id })),
    );
  return {
    host,
    conversation,
    checks,
    readConfiguration: settings.readConfiguration,
    async talk() {
      // The configuration is all that an answer needs of the files, and comes with the look.
      const { facts, tip, files, issues } = await lookAt(host);
      if (facts.archived || tip === null) return null;
      const read: Result<Configuration, readonly ConfigProblem[]> = await settings.readConfiguration(
        files,
        facts,
      );
      return read.ok ? talkOf(read.value, ownIssuesOnce(conversation, issues)) : null;
    },
    tend: (wishes) =>
      tendRepository(
        {
          ...settings,
          ...{ host, conversation, checks, recorder, seal, hear, talk: talkOf },
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
