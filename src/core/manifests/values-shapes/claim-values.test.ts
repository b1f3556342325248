import { describe, expect, test } from "vitest";
import { repositoryOf } from "../../../../test/fixtures/manifests/kustomize-trees.ts";
import {
  type ContainerRef,
  explainRefusal,
  quantity,
  type SettingName,
  type Settings,
  settingNames,
} from "../../model/index.ts";
import { assembleLocated } from "../assemble-located.ts";
import { applyEdits } from "../edit/apply-edits.ts";
import { planEdits } from "../edit/plan-edits.ts";
import type { ReleaseSource } from "../helm/survey-charts.ts";
import { surveyCharts } from "../helm/survey-charts.ts";
import type { Located } from "../located.ts";
import { proveByReparse } from "../proof/prove-by-reparse.ts";
import { surveyRepository } from "../survey.ts";
import { claimValues, type Running } from "./claim-values.ts";
import type { ReadRelease } from "./release.ts";
import { traceReleases } from "./trace-releases.ts";

interface Named {
  readonly release: string;
  readonly chart: string | null;
  readonly values: readonly string[];
  readonly more?: Partial<ReleaseSource>;
}

/** Each release is an environment of its own, with its name. */
function releasesOf(texts: Record<string, string>, named: readonly Named[]) {
  const files = repositoryOf(texts);
  const sources = named.map(({ release, values, more }): ReleaseSource => {
    const from = values.map((path) => ({ from: "file", path }) as const);
    return { releaseName: release, namespace: "shop", values: from, parameters: [], ...more };
  });
  const survey = surveyRepository(files);
  const charts = surveyCharts(files, [], {
    firstId: survey.slots.length,
    elsewhere: sources,
    declarations: survey.rendered,
  });
  const releases = sources.map((source, index): ReadRelease => {
    const layers = charts.releases.get(source);
    if (layers === undefined || !layers.ok) throw new Error("the values are not read");
    const environment = { name: `env${index}`, kind: "raw", path: `env${index}`, declaredBy: [] } as const;
    return { environment, source, chart: named[index]?.chart ?? null, layers: layers.value };
  });
  return { survey: { ...survey, parsed: new Map([...survey.parsed, ...charts.parsed]) }, releases };
}

/** `Kind/workload:container`, with what it runs with. */
function runs(where: string, live: Partial<Record<SettingName, string>> | null): Running {
  const [, kind = "", name = "", container = ""] = /^(\w+)\/(.*):(.*)$/.exec(where) ?? [];
  const target: ContainerRef = { namespace: "shop", kind: kind as "Deployment", name, container };
  const settings = Object.fromEntries(Object.entries(live ?? {}).map(([key, text]) => [key, quantity(text)]));
  return { target, live: live === null ? null : (settings as Settings) };
}

/** For each container: the path of the block that is its, or why there is none. */
function claims(values: string, { release, chart }: Omit<Named, "values">, running: readonly Running[]) {
  const { releases } = releasesOf({ "v.yaml": values }, [{ release, chart, values: ["v.yaml"] }]);
  const found = claimValues(releases, running, "test");
  return [...found].map(([, claim]) =>
    claim.ok ? claim.value.candidate.shape.path.join(".") : claim.error.code,
  );
}

const small = "{requests: {cpu: 100m, memory: 64Mi}}";
const smallLive = { "requests.cpu": "0.1", "requests.memory": "64Mi" } as const;

describe("a container that runs", () => {
  test.each([
    ["the release", "resources", `resources: ${small}`, "api", "api", "Deployment/api:api"],
    ["release and chart", "resources", `resources: ${small}`, "prod", "api", "Deployment/prod-api:api"],
    [
      "release and part",
      "webhook.resources",
      `webhook: {resources: ${small}}`,
      "cert-manager",
      "cert-manager",
      "Deployment/cert-manager-webhook:cert-manager-webhook",
    ],
    [
      "a part of two words",
      "repoServer.resources",
      `repoServer: {resources: ${small}}\nserver: {resources: ${small}}`,
      "argocd",
      "argo-cd",
      "Deployment/argocd-repo-server:repo-server",
    ],
    [
      "the operator that makes it",
      "prometheus.prometheusSpec.resources",
      `prometheus: {prometheusSpec: {resources: ${small}}}`,
      "kps",
      "kube-prometheus-stack",
      "StatefulSet/prometheus-kps-kube-prometheus-stack-prometheus:prometheus",
    ],
    [
      "fullnameOverride",
      "server.resources",
      `fullnameOverride: shop\nserver: {resources: ${small}}`,
      "x",
      "y",
      "Deployment/shop-server:server",
    ],
    [
      "its part alone",
      "hubble.relay.resources",
      `hubble: {relay: {resources: ${small}}}`,
      "cilium",
      "cilium",
      "Deployment/hubble-relay:hubble-relay",
    ],
    [
      "the release, as the only part does",
      "singleBinary.resources",
      `singleBinary: {resources: ${small}}`,
      "loki",
      "loki",
      "StatefulSet/loki:loki",
    ],
    [
      "the release and the container in the path",
      "controllers.main.containers.app.resources",
      `controllers: {main: {containers: {app: {resources: ${small}}}}}`,
      "plex",
      "app-template",
      "Deployment/plex:app",
    ],
    [
      "its part in one word",
      "adService.resources",
      `adService: {resources: ${small}}`,
      "prod",
      "boutique",
      "Deployment/adservice:server",
    ],
    [
      "the container beside the main one",
      "metrics.resources",
      `metrics: {resources: ${small}}\nresources: {requests: {cpu: 1}}`,
      "redis",
      "redis",
      "StatefulSet/redis:metrics",
    ],
  ])("under the name of %s has its block", (_, path, values, release, chart, where) => {
    expect(
      claims(values, { release, chart }, [runs(where, smallLive), runs("Deployment/other:x", {})])[0],
    ).toBe(path);
  });

  test.each([
    ["another part's name", "Deployment/api-worker:worker", `server: {resources: ${small}}`],
    [
      "a longer part than the block says",
      "Deployment/api-repo-server:server",
      `server: {resources: ${small}}`,
    ],
    ["the name of nothing in the release", "Deployment/web:web", `resources: ${small}`],
    [
      "another container's name",
      "Deployment/api:app",
      `controllers: {api: {containers: {main: {resources: ${small}}}}}`,
    ],
    ["a name that only begins as the release does", "Deployment/apiary:apiary", `resources: ${small}`],
  ])("under %s has none", (_, where, values) => {
    expect(
      claims(values, { release: "api", chart: "api" }, [
        runs(where, smallLive),
        runs("Deployment/api-x:x", {}),
      ])[0],
    ).toBe("not-in-repository");
  });

  test.each([
    ["another amount", { ...smallLive, "requests.cpu": "200m" }],
    ["one amount less", { "requests.cpu": "100m" }],
    ["no amounts", {}],
    ["amounts that nobody saw", null],
  ])("with %s has none, whatever its name", (_, live) => {
    expect(
      claims(`resources: ${small}`, { release: "api", chart: "api" }, [runs("Deployment/api:api", live)]),
    ).toEqual(["not-in-repository"]);
  });

  test("has none where the values take away what it has", () => {
    const values = "resources: {requests: {cpu: 100m}, limits: {cpu: null}}";

    expect(
      claims(values, { release: "api", chart: "api" }, [
        runs("Deployment/api:api", { "requests.cpu": "100m", "limits.cpu": "1" }),
      ]),
    ).toEqual(["not-in-repository"]);
  });

  test("has none where the values hold variables only", () => {
    const values = `resources: {requests: {cpu: "\${CPU}"}}`;

    expect(
      claims(values, { release: "api", chart: "api" }, [
        runs("Deployment/api:api", { "requests.cpu": "100m" }),
      ]),
    ).toEqual(["not-in-repository"]);
  });

  test("of another namespace has none", () => {
    const other = runs("Deployment/api:api", smallLive);
    const { releases } = releasesOf({ "v.yaml": `resources: ${small}` }, [
      { release: "api", chart: "api", values: ["v.yaml"] },
    ]);
    const target = { ...other.target, namespace: "else" };

    expect([...claimValues(releases, [{ ...other, target }], "test").values()]).toMatchObject([
      { error: { code: "not-in-repository" } },
    ]);
  });

  test("that two releases could have made is ambiguous, with both places", () => {
    const { releases } = releasesOf(
      { "a.yaml": `resources: ${small}`, "b.yaml": `x: 1\nresources: ${small}` },
      [
        { release: "api", chart: "api", values: ["a.yaml"] },
        { release: "api", chart: "api", values: ["b.yaml"] },
      ],
    );

    const [claim] = claimValues(releases, [runs("Deployment/api:api", smallLive)], "test").values();

    expect(claim?.ok === false ? explainRefusal(claim.error) : "").toBe(
      "Several places define it (a.yaml:1 in env0, b.yaml:2 in env1); choose one with --environment.",
    );
  });
});

describe("what is located by values", () => {
  function locate(
    texts: Record<string, string>,
    named: readonly Named[],
    running: readonly Running[],
  ): Located {
    const { survey, releases } = releasesOf(texts, named);
    const traces = traceReleases(releases, claimValues(releases, running, "test").values());
    return assembleLocated(survey, traces, [], []);
  }

  function settings({ containers }: Located): readonly string[] {
    return containers.flatMap(({ environment, settings: all, foundBy }) =>
      settingNames.map((setting) => {
        const { raw, place } = all[setting];
        const how = place.ok
          ? `${place.value.edit.kind} ${place.value.location.file}:${place.value.location.line}`
          : place.error.code;
        return `${environment.name} ${foundBy} ${setting} ${raw ?? "-"} ${how}`;
      }),
    );
  }

  const api = { release: "api", chart: "api" };

  test("has the line that decides each value, and a place for those that are missing", () => {
    const texts = {
      "a.yaml": "resources:\n  requests:\n    cpu: 50m\n    memory: 64Mi\n",
      "b.yaml": "resources:\n  requests:\n    cpu: 100m\n",
    };

    const located = locate(
      texts,
      [{ ...api, values: ["a.yaml", "b.yaml"] }],
      [runs("Deployment/api:api", { ...smallLive, "limits.memory": "1Gi" })],
    );

    expect(settings(located)).toEqual([
      "env0 values requests.cpu 100m replace b.yaml:3",
      "env0 values requests.memory 64Mi replace a.yaml:4",
      "env0 values limits.cpu - insert b.yaml:1",
      "env0 values limits.memory 1Gi insert b.yaml:1",
    ]);
  });

  test("is edited in its file alone, and parses as intended", () => {
    const text = "# our api\nresources:\n  requests: {cpu: 100m, memory: 64Mi} # small\n";
    const located = locate(
      { "v.yaml": text },
      [{ ...api, values: ["v.yaml"] }],
      [runs("Deployment/api:api", smallLive)],
    );
    const [container] = located.containers;
    if (container === undefined) throw new Error("there is no container");

    const plan = planEdits(located, [
      {
        container,
        changes: [
          { setting: "requests.cpu", value: "150m" },
          { setting: "limits.memory", value: "96Mi" },
        ],
      },
    ]);
    if (!plan.ok) throw new Error(explainRefusal(plan.error));
    const applied = applyEdits(text, plan.value.edits.get("v.yaml") ?? []);
    const after = applied.ok ? applied.value.text : "";

    expect(after).toBe(
      "# our api\nresources:\n  requests: {cpu: 150m, memory: 64Mi} # small\n  limits:\n    memory: 96Mi\n",
    );
    expect(proveByReparse(text, after, plan.value.leaves).ok).toBe(true);
  });

  test("is shared where another release merges the same value, whether its container was found or not", () => {
    const texts = { "v.yaml": `resources: ${small}` };
    const both = [
      { ...api, values: ["v.yaml"] },
      { ...api, values: ["v.yaml"], more: { namespace: "else" } },
    ];

    const located = locate(texts, both, [runs("Deployment/api:api", smallLive)]);

    expect(settings(located).slice(0, 2)).toEqual([
      "env0 values requests.cpu 100m shared-value",
      "env0 values requests.memory 64Mi shared-value",
    ]);
    expect(located.containers[0]?.settings["requests.cpu"].fanOut).toEqual(["env1"]);
  });

  test("is shared by two containers that run with one block", () => {
    const located = locate(
      { "v.yaml": `resources: ${small}` },
      [{ ...api, values: ["v.yaml"] }],
      [runs("Deployment/api:api", smallLive), runs("Deployment/api:app", smallLive)],
    );

    expect(settings(located).filter((line) => line.includes("requests.cpu"))).toEqual([
      "env0 values requests.cpu 100m shared-value",
      "env0 values requests.cpu 100m shared-value",
    ]);
  });

  test("is left alone where a parameter of the deployment wins over the values", () => {
    const more = { parameters: [{ name: "resources.requests.cpu", value: "100m", forceString: false }] };
    const located = locate(
      { "v.yaml": `resources: ${small}` },
      [{ ...api, values: ["v.yaml"], more }],
      [runs("Deployment/api:api", smallLive)],
    );

    expect(settings(located)[0]).toBe("env0 values requests.cpu 100m untraced-value");
  });
});
