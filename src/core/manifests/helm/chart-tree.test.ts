import { describe, expect, test } from "vitest";
import { repositoryOf } from "../../../../test/fixtures/manifests/kustomize-trees.ts";
import { explainRefusal } from "../../model/index.ts";
import { readChartTree } from "./chart-tree.ts";

function chart(name: string, dependencies: readonly string[] = []): string {
  const list = dependencies.map((dependency) => `- {${dependency}}\n`).join("");
  return `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n${list === "" ? "" : `dependencies:\n${list}`}`;
}

/** Scope and directory of each member, or the sentence of the refusal. */
function membersOf(texts: Record<string, string>, directory = "shop") {
  const tree = readChartTree(repositoryOf(texts), directory);
  if (!tree.ok) return explainRefusal(tree.error);
  const members = tree.value.members.map((member) => `${member.scope.join(".")}: ${member.chart.directory}`);
  return { members, links: tree.value.links.map(({ at, chart: to }) => `${at} -> ${to}`) };
}

describe("the charts that a chart is made of", () => {
  test("are below charts/, listed or not, under their alias if they have one", () => {
    const texts = {
      "shop/Chart.yaml": chart("shop", ["name: redis, alias: cache"]),
      "shop/charts/redis-19/Chart.yaml": chart("redis"),
      "shop/charts/extra/Chart.yaml": chart("extra"),
      "shop/charts/_old/Chart.yaml": chart("old"),
    };

    expect(membersOf(texts)).toEqual({
      members: [": shop", "cache: shop/charts/redis-19", "extra: shop/charts/extra"],
      links: [],
    });
  });

  test("may be elsewhere in the repository, at any depth, and are linked where helm looks for them", () => {
    const texts = {
      "shop/Chart.yaml": chart("shop", [
        'name: web, alias: a, repository: "file://../web"',
        'name: web, alias: b, repository: "file://../web/"',
      ]),
      "web/Chart.yaml": chart("web", ['name: base, repository: "file://../lib/base"']),
      "lib/base/Chart.yaml": chart("base"),
    };

    expect(membersOf(texts)).toEqual({
      members: [": shop", "a: web", "a.base: lib/base", "b: web", "b.base: lib/base"],
      links: ["shop/charts/web -> web", "web/charts/base -> lib/base"],
    });
  });

  test("may be listed the way of Helm 2", () => {
    const texts = {
      "shop/Chart.yaml": "name: shop\n",
      "shop/requirements.yaml": "dependencies:\n- {name: redis, alias: cache}\n",
      "shop/charts/redis/Chart.yaml": chart("redis"),
    };

    expect(membersOf(texts)).toMatchObject({ members: [": shop", "cache: shop/charts/redis"] });
  });

  test("that are not there are all named, with where they would come from", () => {
    const texts = {
      "shop/Chart.yaml": chart("shop", [
        'name: redis, repository: "https://example.com/charts"',
        'name: web, repository: "file://../../outside"',
        'name: packed, repository: "oci://example.com"',
        'name: other, repository: "file://../other"',
      ]),
      "shop/charts/packed-1.2.3.tgz": "",
      "other/Chart.yaml": chart("of-another-name"),
    };

    expect(membersOf(texts)).toBe(
      "The chart in shop needs charts that are not in the repository (redis from https://example.com/charts, web from file://../../outside, packed (packed in shop/charts/packed-1.2.3.tgz), other from file://../other), and nothing is downloaded.",
    );
  });

  test("that contain each other are refused", () => {
    const texts = {
      "shop/Chart.yaml": chart("shop", ['name: web, repository: "file://../web"']),
      "web/Chart.yaml": chart("web", ['name: shop, repository: "file://../shop"']),
    };

    expect(membersOf(texts)).toContain("its dependencies have no end, or are too many");
  });

  test("that multiply are refused before they are many", () => {
    const layer = (index: number) =>
      chart(`c${index}`, [
        `name: c${index + 1}, alias: a, repository: "file://../c${index + 1}"`,
        `name: c${index + 1}, alias: b, repository: "file://../c${index + 1}"`,
      ]);
    const texts = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [
        `c${index}/Chart.yaml`,
        index < 10 ? layer(index) : chart("c10"),
      ]),
    );

    expect(membersOf(texts, "c0")).toContain("too many");
  });

  test.each([
    ["a Chart.yaml that is not there", {}],
    ["a Chart.yaml without a name", { "shop/Chart.yaml": "version: 1\n" }],
    ["a Chart.yaml that is a list", { "shop/Chart.yaml": "[name: shop]\n" }],
    ["a Chart.yaml that is not YAML", { "shop/Chart.yaml": "name: [\n" }],
  ])("%s is refused", (_, texts) => {
    expect(membersOf(texts)).toMatch(/Chart\.yaml/);
  });
});
