import { describe, expect, inject, test } from "vitest";
import { repositoryOf } from "../../test/fixtures/manifests/kustomize-trees.ts";
import { containerIn } from "../../test/fixtures/manifests/locate-raw.ts";
import { programRenderer } from "../adapters/render/index.ts";
import { locateSettings } from "./locate-settings.ts";

const { kubectl } = inject("tools");
const renderer = programRenderer({ kubectl: kubectl ?? "kubectl" });

const app = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  labels: {app: api, tier: web, empty: ""}
  annotations: {team: a}
spec:
  template:
    spec:
      containers:
      - name: app
        image: x
        resources: {requests: {cpu: 1m}}
`;

const body =
  "apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: any}\n    spec: {template: {spec: {containers: [{name: app, resources: {requests: {cpu: 2m}}}]}}}\n";

const patch = (target: string): string => `- target: ${target}\n`;

/** An overlay with one patch, over a base that adds labels of its own. */
function overlay(target: string, more = ""): Readonly<Record<string, string>> {
  return {
    "base/kustomization.yaml":
      "resources: [app.yaml]\nlabels:\n- pairs: {part: shop}\ncommonAnnotations: {from: base}\n",
    "base/app.yaml": app,
    "over/kustomization.yaml": `resources: [../base]\npatches:\n${more}${patch(target)}  patch: |\n    ${body}`,
  };
}

const relabel =
  '- target: {kind: Deployment}\n  patch: \'{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "api", "labels": {"app": "other"}}}\'\n';

describe.skipIf(kubectl === null)("a patch that is chosen by labels, followed without a renderer", () => {
  test.each([
    ["{labelSelector: app=api}"],
    ["{labelSelector: app==other}"],
    ['{labelSelector: "app=api,tier=web"}'],
    ['{labelSelector: "app=api,tier!=web"}'],
    ["{labelSelector: gone!=x}"],
    ["{labelSelector: tier}"],
    ['{labelSelector: "!tier"}'],
    ['{labelSelector: "!gone"}'],
    ['{labelSelector: "app in (other, api), tier notin (db)"}'],
    ['{labelSelector: "tier notin (web,db)"}'],
    ['{labelSelector: "gone notin (web)"}'],
    ["{labelSelector: empty=}"],
    ["{labelSelector: part=shop}"],
    ["{annotationSelector: team=a}"],
    ["{annotationSelector: team=b}"],
    ["{annotationSelector: from=base}"],
    ["{kind: Deployment, labelSelector: app=api, annotationSelector: team=b}"],
    ["{name: (web|api)}"],
    ['{name: "a(p|q)(i|j.*)"}'],
    ["{name: (web|db)}"],
    ['{name: "^(api|web)$", kind: "(Deployment|StatefulSet)"}'],
  ])("with %s applies where kustomize applies it", async (target) => {
    const texts = overlay(target);
    const [followed, rendered] = await Promise.all([
      locateSettings(repositoryOf(texts), null),
      locateSettings(repositoryOf(texts), renderer),
    ]);

    const expected = containerIn(rendered, "app").settings["requests.cpu"];
    expect(rendered.containers[0]?.foundBy).toBe("render");
    expect(containerIn(followed, "app").settings["requests.cpu"]).toMatchObject({
      raw: expected.raw,
      writtenAt: expected.writtenAt,
    });
  });

  test("sees the labels that an earlier patch set", async () => {
    const texts = overlay("{labelSelector: app=other}", relabel);
    const [followed, rendered] = await Promise.all([
      locateSettings(repositoryOf(texts), null),
      locateSettings(repositoryOf(texts), renderer),
    ]);

    expect(containerIn(rendered, "app").settings["requests.cpu"].raw).toBe("2m");
    expect(containerIn(followed, "app").settings["requests.cpu"].raw).toBe("2m");
  });

  test("says nothing of a workload whose labels an operation changed", async () => {
    const operation =
      "- target: {kind: Deployment}\n  patch: '[{op: add, path: /metadata/labels/app, value: other}]'\n";
    const followed = await locateSettings(
      repositoryOf(overlay("{labelSelector: app=other}", operation)),
      null,
    );

    expect(containerIn(followed, "app").settings["requests.cpu"].place).toMatchObject({
      error: { code: "untraced-value" },
    });
  });
});
