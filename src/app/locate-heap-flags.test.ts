import { describe, expect, inject, test } from "vitest";
import { repositoryOf } from "../../test/fixtures/manifests/kustomize-trees.ts";
import { containerIn, deployment } from "../../test/fixtures/manifests/locate-raw.ts";
import { programRenderer } from "../adapters/render/index.ts";
import { locateSettings } from "./locate-settings.ts";

const { kubectl } = inject("tools");

const base = {
  "base/kustomization.yaml": "resources: [app.yaml]\nnamePrefix: b-\n",
  "base/app.yaml": deployment(
    "      - name: app\n        image: x\n        args: [--server.port=1]\n        env:\n        - name: JAVA_TOOL_OPTIONS\n          value: -Xmx256m\n      - name: proxy\n        image: y\n        env:\n        - name: GOMEMLIMIT\n          value: 50MiB\n",
  ),
};
const patch = deployment(
  "      - name: app\n        env:\n        - name: JAVA_TOOL_OPTIONS\n          value: -Xmx512m\n",
);

async function flags(kustomization: string, container = "app"): Promise<readonly string[]> {
  const texts = {
    ...base,
    "over/kustomization.yaml": `resources: [../base]\n${kustomization}`,
    "over/p.yaml": patch,
  };
  const renderer = programRenderer({ kubectl: kubectl ?? "kubectl" });
  const located = await locateSettings(repositoryOf(texts), renderer);
  const found = containerIn(located, container);
  expect(found.foundBy).toBe("render");
  return found.heapFlags.map(({ text, location }) => {
    return location === null ? text : `${text} ${location.file}:${location.line}`;
  });
}

describe.skipIf(kubectl === null)("heap flags of what kubectl renders", () => {
  test("are those of the base where nothing is laid over them", async () => {
    expect(await flags("")).toEqual(["-Xmx256m base/app.yaml:14"]);
    expect(await flags("", "proxy")).toEqual(["GOMEMLIMIT=50MiB base/app.yaml:19"]);
  });

  test("are those of a patch, in a file of its own or in the kustomization", async () => {
    const inline = patch.replace(/^/gm, "    ").trimEnd();

    expect(await flags("patches: [{path: p.yaml, target: {kind: Deployment, name: api}}]\n")).toEqual([
      "-Xmx512m over/p.yaml:12",
    ]);
    expect(
      await flags(`patches:\n- target: {kind: Deployment, name: api}\n  patch: |-\n${inline}\n`),
    ).toEqual(["-Xmx512m over/kustomization.yaml:16"]);
  });

  test("are known where a JSON6902 patch sets them, though not the line", async () => {
    const path = "/spec/template/spec/containers/0/args/-";
    const json = `patches:\n- target: {kind: Deployment, name: api}\n  patch: |-\n    - {op: add, path: ${path}, value: -Xmx1g}\n`;

    expect(await flags(json)).toEqual(["-Xmx1g"]);
  });
});
