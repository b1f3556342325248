import { describe, expect, test } from "vitest";
import { deployment, locateTexts } from "../../../test/fixtures/manifests/locate-raw.ts";
import type { ContainerRef } from "../model/index.ts";
import { findContainer } from "./find-container.ts";

const target: ContainerRef = { namespace: "payments", kind: "Deployment", name: "api", container: "app" };
const app = deployment("      - name: app\n        image: x\n");
const inNamespace = (namespace: string): string =>
  app.replace("name: api\n", `name: api\n  namespace: ${namespace}\n`);

function find(texts: Record<string, string>, environment?: string): unknown {
  const found = findContainer(locateTexts(texts), target, environment === undefined ? {} : { environment });
  return found.ok ? `${found.value.environment.name} ${found.value.namespace}` : found.error;
}

describe("finding a container", () => {
  test("a manifest without a namespace matches any", () => {
    expect(find({ "a/app.yaml": app })).toBe("a null");
  });

  test("a manifest that names the namespace is preferred to one that does not", () => {
    expect(find({ "a/app.yaml": app, "b/app.yaml": inNamespace("payments") })).toBe("b payments");
  });

  test("another namespace, kind, name or container is no match", () => {
    expect(find({ "a/app.yaml": inNamespace("shop") })).toEqual({
      code: "not-in-repository",
      origin: "a test",
    });
    expect(find({ "a/app.yaml": app.replace("kind: Deployment", "kind: StatefulSet") })).toMatchObject({
      code: "not-in-repository",
    });
    expect(find({ "a/app.yaml": app.replace("name: app", "name: apps") })).toMatchObject({
      code: "not-in-repository",
    });
  });

  const copies = { "apps/staging/app.yaml": app, "apps/production/app.yaml": app };

  test("several manifests are ambiguous, and the places are named", () => {
    expect(find(copies)).toEqual({
      code: "ambiguous-location",
      places: ["apps/production/app.yaml", "apps/staging/app.yaml"],
    });
  });

  test.each(["apps/production", "production", "./apps/production/"])(
    "--environment %s chooses one of them",
    (choice) => {
      expect(find(copies, choice)).toBe("apps/production null");
    },
  );

  test("a folder above both stays ambiguous, and one that does not exist finds nothing", () => {
    expect(find(copies, "apps")).toMatchObject({ code: "ambiguous-location" });
    expect(find(copies, "prod")).toMatchObject({ code: "not-in-repository" });
  });

  test("a malformed file that mentions the workload is named, and another one is not", () => {
    expect(find({ "a/app.yaml": `${app}        image: y\n` })).toEqual({
      code: "malformed-file",
      file: "a/app.yaml",
      line: 11,
      problem: 'the key "image" is there twice',
    });
    expect(find({ "b.yaml": "kind: x\ncontainers: [1\n" })).toMatchObject({ code: "not-in-repository" });
  });

  test("an environment that cannot be followed is named when its files mention the workload", () => {
    const texts = {
      "k/kustomization.yaml": "resources: [app.yaml]\ngenerators: [x.yaml]\n",
      "k/app.yaml": app,
    };

    expect(find(texts)).toMatchObject({ code: "render-failed", environment: "k" });
  });
});
