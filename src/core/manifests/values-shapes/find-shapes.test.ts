import { describe, expect, test } from "vitest";
import { loadData } from "../data.ts";
import { formatPath } from "../node-path.ts";
import { findShapes } from "./find-shapes.ts";

/** One line for each shape: path, role, parts, container, certainty. */
function shapesIn(values: string): readonly string[] {
  const data = loadData(values);
  if (!data.ok) throw new Error(data.error);
  return findShapes(data.value[0]).map(
    ({ path, role, component, container, certainty }) =>
      `${formatPath(path)}: ${role} [${component.join(" ")}] ${container ?? "-"} ${certainty}`,
  );
}

const block = "{requests: {cpu: 100m}}";

describe("a block of resources", () => {
  test.each([
    ["at the top is the release's own", `resources: ${block}`, "resources: main [] - usual"],
    [
      "of a part that charts name so",
      `server: {resources: ${block}}`,
      "server.resources: main [server] - usual",
    ],
    [
      "of another word is a guess",
      `tardis: {resources: ${block}}`,
      "tardis.resources: main [tardis] - guessed",
    ],
    [
      "of an operator's spec inside a part is that part's",
      `prometheus: {prometheusSpec: {resources: ${block}}}`,
      "prometheus.prometheusSpec.resources: main [prometheus] - usual",
    ],
    [
      "in app-template names controller and container",
      `controllers: {web: {containers: {app: {resources: ${block}}}}}`,
      "controllers.web.containers.app.resources: main [web] app named",
    ],
    [
      "of an init container by name",
      `controllers: {web: {initContainers: {wait: {resources: ${block}}}}}`,
      "controllers.web.initContainers.wait.resources: init [web] wait named",
    ],
    [
      "of a sidecar by name",
      `sidecars: {log: {resources: ${block}}}`,
      "sidecars.log.resources: sidecar [] log named",
    ],
    [
      "in a list takes the item's name",
      `extraContainers: [{name: log, resources: ${block}}]`,
      "extraContainers[0].resources: sidecar [] log named",
    ],
    [
      "whose key has a word before it is that word's",
      `web: {configReloaderResources: ${block}}`,
      "web.configReloaderResources: main [web configReloader] - guessed",
    ],
    [
      "of a container that prepares things",
      `initChownData: {resources: ${block}}`,
      "initChownData.resources: init [initChownData] - guessed",
    ],
    [
      "below the word deployment is the release's own",
      `deployment: {resources: ${block}}`,
      "deployment.resources: main [] - usual",
    ],
  ])("%s", (_, values, shape) => {
    expect(shapesIn(values)).toEqual([shape]);
  });

  test.each([
    ["without amounts says nothing", "resources: {}"],
    ["of a volume claim is none", `persistence: {resources: ${block}}`],
    ["for a claim of storage is none", "resources: {requests: {storage: 1Gi}}"],
    ["that is a list is none", "resources: [a.yaml]"],
    ["whose amounts are mappings is none", "resources: {requests: {cpu: {min: 1}}}"],
  ])("%s", (_, values) => {
    expect(shapesIn(values)).toEqual([]);
  });

  test("is found a bounded number of times and levels deep", () => {
    const wide = Array.from({ length: 3_000 }, (_, index) => `a${index}: {resources: ${block}}`).join("\n");
    const deep = `${"a: {".repeat(60)}resources: ${block}${"}".repeat(60)}`;

    expect([shapesIn(wide).length, shapesIn(deep).length]).toEqual([2_000, 0]);
  });

  test("is read from keys of a prototype as from any other", () => {
    expect(shapesIn(`__proto__: {resources: ${block}}\nconstructor: {resources: ${block}}`)).toEqual([
      "__proto__.resources: main [__proto__] - guessed",
      "constructor.resources: main [constructor] - guessed",
    ]);
  });
});
