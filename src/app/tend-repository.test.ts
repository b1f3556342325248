import { expect, test } from "vitest";
import { anOverview } from "../../test/support/builders/an-overview.ts";
import { findConfig } from "../core/config/index.ts";
import { instant } from "../core/model/index.ts";
import type { CodeHost } from "../ports/code-host.ts";
import type { Conversation, Issue } from "../ports/conversation.ts";
import { PortError } from "../ports/port-error.ts";
import { openRepository, type TendSettings } from "./open-repository.ts";
import { readConfiguration } from "./read-configuration.ts";
import { noRecorder } from "./recorder.ts";
import { noWishes } from "./tend-repository.ts";

const now = instant(1_795_500_000_000);
const fullName = "acme/infra";

interface Situation {
  readonly config?: string;
  readonly archived?: true;
  readonly mayOpenIssues?: false;
  readonly settings?: Partial<TendSettings>;
}

/** A repository with this configuration, and what is asked of the world about it, in words. */
async function tend({ config, archived, mayOpenIssues, settings }: Situation) {
  const asked: string[] = [];
  const file = (text: string) => [".github/optpass.yml", { kind: "text", text }] as const;
  const files = () => ({ origin: "", files: new Map(config === undefined ? [] : [file(config)]) });
  // What is asked here of a code host.
  const host = {
    async overview() {
      asked.push("a look");
      const facts = { fullName, defaultBranch: "main", archived: archived === true };
      return anOverview({ facts, files: files() });
    },
    files: async () => files(),
  } as unknown as CodeHost;
  const conversation = {
    ownIssues: async () => [],
    async openIssue({ title }: { readonly title: string }) {
      if (mayOpenIssues === false) throw new PortError("github", "unauthorized", "Issues: write is missing");
      asked.push(`open the issue ${title}`);
      return { number: 1 } as Issue;
    },
  } as unknown as Conversation;
  const opened = openRepository(
    fullName,
    { host, conversation, checks: { report: async () => {} }, recorder: noRecorder },
    {
      readConfiguration: async (files) =>
        readConfiguration({
          found: findConfig(files),
          ...{ organisation: null, owner: "acme", readPreset: null, operator: null, repository: null },
        }),
      async readTelemetry() {
        asked.push("metrics");
        throw new PortError("metrics-source", "unreachable", "Prometheus is away");
      },
      ...{ renderer: null, environment: undefined, prices: null, seal: null, stopped: null },
      ...{ wantsWorkload: () => true, progress: () => {}, nextPass: () => null, clock: { now: () => now } },
      templates: {
        ...{ pullRequest: "", rollback: "", dashboard: "", onboarding: "" },
        check: { summary: "", evidence: "" },
      },
      openMetrics: async () => {
        throw new PortError("metrics-source", "unreachable", "Prometheus is away");
      },
      unconfigured: () => ({ kind: "propose", path: "optpass.yml", text: "version: 1\n" }),
      ...settings,
    },
    async () => {},
  );
  return { asked, tended: await opened.tend(noWishes) };
}

test("where the operator stopped everything, nothing is even looked at", async () => {
  const { asked, tended } = await tend({ settings: { stopped: { reason: "incident 4711" } } });

  expect(tended).toEqual({ kind: "stopped", because: "incident 4711" });
  expect(asked).toEqual([]);
});

test("in an archived repository nothing is read but that it is", async () => {
  const { asked, tended } = await tend({ archived: true });

  expect(tended.kind).toBe("archived");
  expect(asked).toEqual(["a look"]);
});

test("a repository without a configuration that is to be skipped costs no metrics", async () => {
  const { asked, tended } = await tend({ settings: { unconfigured: () => ({ kind: "skip" }) } });

  expect(tended).toEqual({ kind: "unconfigured" });
  expect(asked).toEqual(["a look"]);
});

test("a mistake in the configuration is told in an issue, and nothing is measured", async () => {
  const { asked, tended } = await tend({ config: "version: 1\nlimts: {}\n" });

  expect(tended).toMatchObject({ kind: "misconfigured", problems: [{ line: 2, path: "limts" }] });
  expect(asked).toEqual(["a look", "open the issue OptPass: the configuration has mistakes"]);
});

test("without the permission to open an issue, the mistake is still what comes of it", async () => {
  const { tended } = await tend({ config: "version: 1\nlimts: {}\n", mayOpenIssues: false });

  expect(tended).toMatchObject({ kind: "misconfigured", problems: [{ line: 2 }] });
});

test("where nothing can be measured the pass fails, and no issue says that all is well", async () => {
  await expect(tend({ config: "version: 1\n" })).rejects.toThrow("Prometheus is away");
});
