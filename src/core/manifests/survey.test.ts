import { describe, expect, test } from "vitest";
import { repositoryOf } from "../../../test/fixtures/manifests/kustomize-trees.ts";
import {
  containerIn,
  deployment,
  locateFiles,
  locateTexts,
} from "../../../test/fixtures/manifests/locate-raw.ts";
import type { RepositoryFiles } from "../model/index.ts";
import { surveyRepository } from "./survey.ts";

const app = deployment("      - name: app\n        image: x\n");

function environmentsOf(texts: Record<string, string>): readonly string[] {
  return surveyRepository(repositoryOf(texts)).environments.map(({ kind, name }) => `${kind} ${name}`);
}

describe("environments", () => {
  test("a kustomization that another one includes is a layer, and a component never is one", () => {
    const found = environmentsOf({
      "base/kustomization.yaml": "resources: [app.yaml]\n",
      "base/app.yaml": app,
      "parts/kustomization.yaml": "kind: Component\n",
      "overlays/production/kustomization.yml": "bases:\n- ../../base\n",
      "overlays/staging/Kustomization": "resources:\n- ../../base/\n",
    });

    expect(found).toEqual(["kustomization overlays/production", "kustomization overlays/staging"]);
  });

  test("each folder of plain manifests is one, at any depth", () => {
    expect(environmentsOf({ "app.yaml": app, "a/b/c/d/app.yml": app, "a/readme.yaml": "x: 1\n" })).toEqual([
      "raw .",
      "raw a/b/c/d",
    ]);
  });

  test("manifests beside a kustomization, templates of charts and patches without an image are none", () => {
    const found = environmentsOf({
      "k/kustomization.yaml": "resources: []\n",
      "k/unused.yaml": app,
      "k/patches/old.yaml": deployment("      - name: app\n        resources: {}\n"),
      "chart/Chart.yaml": "name: c\n",
      "chart/templates/app.yaml": app,
      "chart/deploy/app.yaml": app,
    });

    expect(found).toEqual(["kustomization k", "raw chart/deploy", "chart c"]);
  });

  test("a Flux resource of the same name is not taken for a kustomization", () => {
    const flux = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n  path: ./x\n";

    expect(environmentsOf({ "kustomization.yaml": flux })).toEqual([]);
  });
});

describe("bad files", () => {
  test("do not hide good ones, and each is reported once", () => {
    const files = repositoryOf({
      "good.yaml": app,
      "twice.yaml": deployment("      - name: b\n        name: b\n        image: x\n"),
      "template.yaml": `${app}      {{- if .Values.x }}\n`,
      "large.yaml": `kind: x\ncontainers: ${"x".repeat(5 * 1024 * 1024)}\n`,
    });

    const survey = surveyRepository(files);

    expect(survey.environments.map(({ name }) => name)).toEqual(["."]);
    expect(survey.problems.map(({ code }) => code)).toEqual([
      "unreadable-file",
      "template-file",
      "malformed-file",
    ]);
  });

  test("a link out of the repository is reported, one inside is read but not edited", () => {
    const files: RepositoryFiles = {
      origin: "a test",
      files: new Map([
        ["real/app.txt", { kind: "text", text: app }],
        ["a/app.yaml", { kind: "symlink", target: "../real/app.txt" }],
        ["b/app.yaml", { kind: "symlink", target: "../../etc/passwd.yaml" }],
        ["c/app.yaml", { kind: "symlink", target: "app.yaml" }],
      ]),
    };

    const located = locateFiles(files);

    expect(located.survey.problems).toEqual([
      { code: "symlinked-file", file: "b/app.yaml", pointsTo: "../../etc/passwd.yaml" },
      { code: "symlinked-file", file: "c/app.yaml", pointsTo: "app.yaml" },
    ]);
    expect(containerIn(located, "app").settings["requests.cpu"].place).toEqual({
      ok: false,
      error: { code: "symlinked-file", file: "a/app.yaml", pointsTo: "real/app.txt" },
    });
  });
});

describe("raw manifests", () => {
  test("every kind is found, in lists and in files of several documents", () => {
    const pod = "      containers:\n      - {name: app, image: x}\n";
    const object = (kind: string, version: string): string =>
      `apiVersion: ${version}\nkind: ${kind}\nmetadata: {name: ${kind.toLowerCase()}}\nspec:\n  template:\n    spec:\n${pod}`;
    const located = locateTexts({
      "all.yaml": [
        object("StatefulSet", "apps/v1"),
        object("DaemonSet", "apps/v1"),
        object("ReplicaSet", "apps/v1"),
        object("Job", "batch/v1"),
        object("Rollout", "argoproj.io/v1alpha1"),
        `apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: cron}\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n${pod.replace(/^(?=.)/gm, "    ")}`,
        `apiVersion: v1\nkind: Pod\nmetadata: {name: pod}\nspec:\n${pod.replace(/^ {4}/gm, "")}`,
      ].join("---\n"),
      "list.yaml": `apiVersion: v1\nkind: List\nitems:\n- apiVersion: apps/v1\n  kind: Deployment\n  metadata: {name: listed, namespace: n}\n  spec: {template: {spec: {initContainers: [{name: setup, image: x}], containers: [{name: app, image: x}]}}}\n`,
      "other.yaml": object("Deployment", "example.com/v1"),
    });

    expect(
      located.containers.map((c) => `${c.namespace} ${c.kind} ${c.name} ${c.container} ${c.init}`),
    ).toEqual([
      "null StatefulSet statefulset app false",
      "null DaemonSet daemonset app false",
      "null ReplicaSet replicaset app false",
      "null Job job app false",
      "null Rollout rollout app false",
      "null CronJob cron app false",
      "null Pod pod app false",
      "n Deployment listed app false",
      "n Deployment listed setup true",
    ]);
  });

  test("a value is found with its line and path, a missing one with the place it would be added at", () => {
    const text = deployment(
      "      - name: app\n        image: x\n        resources:\n          requests:\n            cpu: 500m\n",
    );

    const { settings } = containerIn(locateTexts({ "d/app.yaml": text }), "app");

    expect(settings["requests.cpu"]).toMatchObject({
      raw: "500m",
      fanOut: [],
      place: {
        value: {
          location: {
            file: "d/app.yaml",
            line: 13,
            path: "spec.template.spec.containers[0].resources.requests.cpu",
          },
        },
      },
    });
    expect(settings["requests.memory"]).toMatchObject({
      value: null,
      raw: null,
      place: { value: { location: { line: 12 } } },
    });
    expect(settings["limits.memory"]).toMatchObject({
      value: null,
      place: { value: { location: { line: 11 } } },
    });
  });

  test.each([
    ["a quantity no container can mean", "memory: 200m", "impossible-quantity"],
    ["a word", "memory: lots", "impossible-quantity"],
    ["a variable", `memory: "\${MEMORY:=1Gi}"`, "substituted-value"],
    ["a template in quotes", `memory: "{{ .memory }}"`, "template-file"],
    ["an octal number", "memory: 0777", "unsupported-syntax"],
    ["a block scalar", "memory: |-\n              1Gi", "unsupported-syntax"],
    ["a tagged value", "memory: !!str 1Gi", "unsupported-syntax"],
    ["an explicit key", "? memory\n            : 1Gi", "unsupported-syntax"],
  ])("%s is refused with its own code", (_, line, code) => {
    const text = deployment(
      `      - name: app\n        image: x\n        resources:\n          limits:\n            ${line}\n`,
    );

    expect(
      containerIn(locateTexts({ "app.yaml": text }), "app").settings["limits.memory"].place,
    ).toMatchObject({
      ok: false,
      error: { code },
    });
  });

  test.each([
    "# Code generated by helm template. DO NOT EDIT.\n",
    "---\n# This file was auto-generated\n",
    "\uFEFF# licence\n\n# do not edit: made by jsonnet\n",
  ])("a file that starts with %j is generated, and is not edited", (comment) => {
    const place = containerIn(locateTexts({ "app.yaml": comment + app }), "app").settings["limits.memory"]
      .place;

    expect(place).toMatchObject({ ok: false, error: { code: "generated-file", file: "app.yaml" } });
  });

  test("the same words after the first line of content do not make a file generated", () => {
    const place = containerIn(locateTexts({ "app.yaml": `${app}# do not edit above\n` }), "app").settings[
      "limits.cpu"
    ].place;

    expect(place.ok).toBe(true);
  });

  test.each([
    ["an alias of the value", "cpu: &c 100m", "cpu: *c"],
    ["an alias of the mapping", "", ""],
  ])("%s is a shared anchor, for the reader and for the owner", (_, owner, reader) => {
    const requests = (body: string): string => `          requests:\n            ${body}\n`;
    const text =
      owner === ""
        ? deployment(
            "      - name: app\n        image: x\n        resources: &r\n          requests:\n            cpu: 100m\n      - name: side\n        image: x\n        resources: *r\n",
          )
        : deployment(
            `      - name: app\n        image: x\n        resources:\n${requests(owner)}      - name: side\n        image: x\n        resources:\n${requests(reader)}`,
          );

    const located = locateTexts({ "app.yaml": text });

    for (const name of ["app", "side"]) {
      const setting = containerIn(located, name).settings["requests.cpu"];
      expect(setting.raw).toBe("100m");
      expect(setting.place).toMatchObject({ ok: false, error: { code: "shared-anchor" } });
    }
  });

  test("an anchor that nothing refers to does not stand in the way", () => {
    const text = deployment(
      "      - name: app\n        image: x\n        resources:\n          requests:\n            cpu: &unused 100m\n",
    );

    expect(containerIn(locateTexts({ "app.yaml": text }), "app").settings["requests.cpu"].place.ok).toBe(
      true,
    );
  });

  test("a value that a merge key brings is shared", () => {
    const text = deployment(
      "      - name: side\n        image: x\n        resources:\n          requests: &r\n            cpu: 100m\n      - name: app\n        image: x\n        resources:\n          requests:\n            <<: *r\n            memory: 1Gi\n",
    );

    const { settings } = containerIn(locateTexts({ "app.yaml": text }), "app");

    expect(settings["requests.cpu"]).toMatchObject({
      raw: "100m",
      place: { error: { code: "shared-anchor" } },
    });
    expect(settings["requests.memory"].place.ok).toBe(true);
  });
});
