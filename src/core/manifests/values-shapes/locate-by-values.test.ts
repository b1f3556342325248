import { expect, test } from "vitest";
import { repositoryOf } from "../../../../test/fixtures/manifests/kustomize-trees.ts";
import { type ContainerRef, containerKey, quantity } from "../../model/index.ts";
import { assembleLocated, type Located, locateByValues, releasesIn, surveyRepository } from "../index.ts";
import type { LocatedByValues } from "./locate-by-values.ts";
import { unclaimedValues } from "./unclaimed-values.ts";

const fluxRelease = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: charts, namespace: flux-system}
spec: {url: https://example.org/charts}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: cert-manager, namespace: cert-manager}
spec:
  chart:
    spec:
      chart: cert-manager
      sourceRef: {kind: HelmRepository, name: charts, namespace: flux-system}
  values:
    replicaCount: 2
    resources:
      requests: {cpu: 10m, memory: 64Mi}
    webhook:
      resources:
        requests: {cpu: 20m, memory: 32Mi}
`;

const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: web, namespace: argocd}
spec:
  destination: {namespace: web, server: https://one}
  source:
    repoURL: https://example.org/charts
    chart: ingress-nginx
    targetRevision: 4.0.0
    helm:
      values: |
        controller:
          resources:
            requests:
              cpu: 100m
`;

function look(
  texts: Record<string, string>,
  running: readonly { readonly target: ContainerRef; readonly cpu: string; readonly memory?: string }[],
): { readonly found: LocatedByValues; readonly located: Located } {
  const survey = surveyRepository(repositoryOf(texts));
  const live = running.map(({ target, cpu, memory }) => ({
    target,
    live: {
      "requests.cpu": quantity(cpu),
      ...(memory === undefined ? {} : { "requests.memory": quantity(memory) }),
    },
  }));
  const found = locateByValues(survey.charts, releasesIn(survey.environments), live);
  return { found, located: assembleLocated(survey, found.traces, found.unlocated, []) };
}

function container(namespace: string, name: string, container: string): ContainerRef {
  return { namespace, kind: "Deployment", name, container };
}

test("a HelmRelease's values are found by what runs, in the manifest that declares it", () => {
  const webhook = container("cert-manager", "cert-manager-webhook", "cert-manager-webhook");

  const { located } = look({ "cert-manager.yaml": fluxRelease }, [
    { target: webhook, cpu: "20m", memory: "32Mi" },
  ]);

  expect(located.containers).toMatchObject([
    {
      ...webhook,
      foundBy: "values",
      settings: {
        "requests.cpu": {
          raw: "20m",
          place: {
            value: {
              location: {
                file: "cert-manager.yaml",
                line: 20,
                path: "spec.values.webhook.resources.requests.cpu",
              },
            },
          },
        },
      },
    },
  ]);
});

test("an Application's values are found inside their text", () => {
  const controller = container("web", "web-ingress-nginx-controller", "controller");

  const { located } = look({ "web.yaml": application }, [{ target: controller, cpu: "100m" }]);

  expect(located.containers[0]?.settings["requests.cpu"].place).toMatchObject({
    value: { location: { file: "web.yaml", line: 15 }, edit: { kind: "replace" } },
  });
});

test("with nothing that runs, what the values offer is all that is known", () => {
  const { found, located } = look({ "cert-manager.yaml": fluxRelease }, []);

  expect(located.containers).toEqual([]);
  expect(
    found.offers.flatMap(({ candidates }) => candidates.map(({ shape }) => shape.path.join("."))),
  ).toEqual(["resources", "webhook.resources"]);
  expect(found.offers.flatMap(({ counts }) => counts)).toMatchObject([{ count: "replicas", line: 15 }]);
});

test("what the values offer and nothing has is not to be edited: its line is named, and whom it is for", () => {
  const { found } = look({ "cert-manager.yaml": fluxRelease }, []);

  const values = unclaimedValues(found);

  expect(values.map(({ setting }) => setting)).toContain("requests.cpu");
  expect(values).toContainEqual(
    expect.objectContaining({
      maker: { namespace: "cert-manager", kind: "HelmRelease", name: "cert-manager" },
      setting: null,
      refusal: {
        code: "unclaimed-value",
        maker: "chart cert-manager",
        file: "cert-manager.yaml",
        line: 15,
        value: "2",
      },
    }),
  );
});

test("a value that a container runs with is claimed; the others stay", () => {
  const webhook = container("cert-manager", "cert-manager-webhook", "cert-manager-webhook");
  const nothing = unclaimedValues(look({ "cert-manager.yaml": fluxRelease }, []).found);

  const { found } = look({ "cert-manager.yaml": fluxRelease }, [
    { target: webhook, cpu: "20m", memory: "32Mi" },
  ]);
  const lines = unclaimedValues(found).map(({ refusal }) => "line" in refusal && refusal.line);

  expect(lines).not.toContain(20);
  expect(lines.length).toBeLessThan(nothing.length);
});

test("a release for which the repository says nothing is told once", () => {
  const bare = fluxRelease.slice(0, fluxRelease.indexOf("  values:"));

  const { found } = look({ "cert-manager.yaml": bare }, []);

  expect(unclaimedValues(found)).toMatchObject([
    { setting: null, refusal: { code: "chart-elsewhere", chart: "chart cert-manager" } },
  ]);
});

test("a container of neither release has no place, and says so", () => {
  const other = container("cert-manager", "redis", "redis");

  const { found } = look({ "cert-manager.yaml": fluxRelease }, [
    { target: other, cpu: "20m", memory: "32Mi" },
  ]);

  expect(found.claims.get(containerKey(other))).toMatchObject({ error: { code: "not-in-repository" } });
});

test("values that cannot be read are said of the release, and hide no other", () => {
  const broken = application
    .replace("name: web", "name: bad")
    .replace("        controller:", "        a: 1\n        a: 2\n        controller:");
  const controller = container("web", "web-ingress-nginx-controller", "controller");

  const { found } = look({ "bad.yaml": broken, "web.yaml": application }, [
    { target: controller, cpu: "100m" },
  ]);

  expect(found.unlocated).toMatchObject([
    { environment: { name: "bad" }, refusal: { code: "malformed-file" } },
  ]);
  expect(found.traces.flatMap(({ containers }) => containers)).toHaveLength(1);
});
