import { readFileSync } from "node:fs";
import { createGitHubCodeHost } from "../../../src/adapters/github/index.ts";
import { createSeal } from "../../../src/adapters/system/seal.ts";
import { analyze } from "../../../src/app/analyze.ts";
import { glanceAt } from "../../../src/app/glance.ts";
import { lookAt } from "../../../src/app/look.ts";
import { proposeChanges } from "../../../src/app/propose-changes.ts";
import type { ProposeOptions } from "../../../src/app/propose-options.ts";
import type { ProposeOutcome } from "../../../src/app/propose-outcome.ts";
import { noRecorder } from "../../../src/app/recorder.ts";
import { defaultTuning } from "../../../src/core/analysis/index.ts";
import { type Evidence, type Instant, instant } from "../../../src/core/model/index.ts";
import type { CodeHost } from "../../../src/ports/code-host.ts";
import { anEvidence, aUsage } from "../builders/evidence.ts";
import { aPolicy } from "../builders/policy.ts";
import type { FakeGitHub } from "../fake-github/start-fake-github.ts";
import { existingRepository, type Repository } from "../fake-github/state/world.ts";

const template = readFileSync(new URL("../../../templates/pull-request.md", import.meta.url), "utf8");
const mebi = 2 ** 20;

type Pull = NonNullable<ReturnType<Repository["pulls"]["get"]>>;

/** One repository with one Deployment, and passes over it. */
export interface Life {
  readonly fullName: string;
  /** One pass; `cores` is what the container uses. */
  pass(change?: PassChange): Promise<PassResult>;
  /** The newest pull request of the change. */
  pull(): Pull;
  pulls(): readonly Pull[];
}

export interface PassChange extends Partial<Omit<ProposeOptions, "analysis" | "seen" | "base" | "renderer">> {
  readonly cores?: number;
  readonly evidence?: Partial<Evidence>;
  /** Nothing was measured. */
  readonly blind?: true;
  /** Happens between the look and the push. */
  readonly meanwhile?: () => Promise<unknown>;
}

export interface PassResult {
  readonly outcomes: readonly ProposeOutcome[];
  readonly states: readonly string[];
  /** Operations that changed something on the code host. */
  readonly writes: readonly (string | null)[];
}

export const branch = "optpass/payments/api/resources";
export const lifeSeal = createSeal("a key for tests");
export const manifest = "apps/api.yaml";

export const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: payments
spec:
  selector:
    matchLabels:
      app: api
  template:
    metadata:
      labels:
        app: api
    spec:
      containers:
        - name: api
          image: ghcr.io/example/api:1.0.0
          resources:
            requests:
              cpu: "1" # guessed
              memory: 1Gi
            limits:
              memory: 1Gi
`;

let count = 0;

/** `now` of a pass is the clock of the fake unless the test says otherwise. */
export async function openLife(
  github: FakeGitHub,
  privateKey: { readonly appId: number; readonly privateKey: string },
  files: Readonly<Record<string, string>> = {},
): Promise<Life> {
  count += 1;
  const name = `life-${count}`;
  const fullName = `acme/${name}`;
  await github.createRepository({ owner: "acme", name, files: { [manifest]: deployment, ...files } });
  const connect = () =>
    createGitHubCodeHost({
      repository: fullName,
      auth: { kind: "app", ...privateKey },
      baseUrl: github.url,
      limits: { millisecondsPerSecond: 5 },
    });
  const connectWith = (meanwhile: PassChange["meanwhile"]): CodeHost => {
    const host = connect();
    return {
      ...host,
      async commit(draft) {
        const made = await host.commit(draft);
        await meanwhile?.();
        return made;
      },
    };
  };
  const pulls = () => [...existingRepository(github.world, fullName).pulls.values()];
  return {
    fullName,
    pulls,
    pull: () => {
      const pull = pulls().findLast(({ headRef }) => headRef.endsWith("payments/api/resources"));
      if (pull === undefined) throw new Error("there is no pull request");
      return pull;
    },
    async pass({ cores = 0.2, evidence = {}, blind, meanwhile, ...change } = {}) {
      const host = connectWith(meanwhile);
      const seen = await lookAt(host);
      const { tip } = seen;
      if (tip === null) throw new Error("there is no main");
      const now: Instant = change.now ?? instant(github.world.now().getTime());
      const measured = anEvidence({
        usage: { cpu: aUsage({ p95: cores }), memory: aUsage({ p95: 300 * mebi }) },
        ...evidence,
      });
      const telemetry = {
        product: "Prometheus 3.0.0",
        readAt: now,
        window: measured.window,
        evidence: blind === true ? [] : [measured],
        prices: null,
        notices: [],
        cost: { queries: 0, samples: 0, bytes: 0 },
      };
      const analysis = await analyze(telemetry, {
        repository: { files: await host.files(tip.commit), renderer: null },
        wantsWorkload: () => true,
        prices: null,
        tuning: defaultTuning,
        progress: () => {},
      });
      github.log.clear();
      const options: ProposeOptions = {
        analysis,
        seen,
        base: { commit: tip.commit, tree: tip.tree, branch: "main" },
        policy: aPolicy(),
        now,
        seal: lifeSeal,
        asked: new Map(),
        isInScope: () => true,
        keptBack: [],
        mergesItself: () => false,
        say: null,
        renderer: null,
        recorder: noRecorder,
        template,
        dryRun: false,
        mostNew: Infinity,
        progress: () => {},
        ...change,
      };
      const outcomes = await proposeChanges(host, options, await glanceAt(host, seen, now));
      return {
        outcomes,
        states: outcomes.map(({ state }) => state),
        writes: github.log.writes().map(({ operation }) => operation),
      };
    },
  };
}
