import { describe, expect, test } from "vitest";
import {
  discover,
  ofKind,
  problemsOf,
  sourcesOf,
  valuesOf,
  workload,
} from "../../../../../test/fixtures/manifests/deployments-of.ts";

const kustomization = "resources: [app.yaml]\n";
const tree = {
  "apps/cart/kustomization.yaml": kustomization,
  "apps/cart/app.yaml": workload,
  "apps/web/kustomization.yaml": kustomization,
  "apps/web/app.yaml": workload,
  "apps/.hidden/app.yaml": workload,
};

const template = (name: string, path: string, more = ""): string => `  template:
    metadata: {name: '${name}'}
    spec:
      source:
        repoURL: https://github.com/acme/infra
        path: '${path}'
${more}`;

function applicationSet(spec: string): string {
  return `apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: all}\nspec:\n${spec}`;
}

function read(spec: string, files: Readonly<Record<string, string>> = tree) {
  return ofKind(discover({ "sets.yaml": applicationSet(spec), ...files }), "argocd-applicationset");
}

function shown(spec: string, files?: Readonly<Record<string, string>>): readonly string[] {
  return read(spec, files).map((one) => `${one.name}: ${sourcesOf(one).join(", ")}`);
}

const git = (body: string): string => `git: {repoURL: https://github.com/acme/infra, ${body}}`;

describe("an ApplicationSet", () => {
  test("with a list is one deployment for each element", () => {
    const list =
      "  generators: [{list: {elements: [{env: cart, values: {x: '1'}}, {env: web, values: {x: '2'}}]}}]\n";

    const found = read(list + template("app-{{env}}-{{values.x}}", "apps/{{ env }}"));

    expect(found.map((one) => [one.name, ...sourcesOf(one)])).toEqual([
      ["app-cart-1", "kustomize apps/cart"],
      ["app-web-2", "kustomize apps/web"],
    ]);
    expect(found[0]?.parameters).toEqual(
      new Map([
        ["env", "cart"],
        ["values.x", "1"],
      ]),
    );
    expect(found[0]?.declaredAt).toEqual({ file: "sets.yaml", line: 1 });
  });

  test("with folders takes those that match and are not excluded or hidden", () => {
    const folders = `  generators: [{${git("directories: [{path: 'apps/*'}, {path: apps/web, exclude: true}]")}}]\n`;

    expect(shown(folders + template("{{path.basename}}", "{{path}}"))).toEqual(["cart: kustomize apps/cart"]);
  });

  test("with Go templates has nested parameters", () => {
    const folders = `  goTemplate: true\n  generators: [{${git("directories: [{path: 'apps/*'}], values: {env: '{{ index .path.segments 0 }}'}")}}]\n`;

    expect(shown(folders + template("{{.values.env}}-{{.path.basename}}", "{{.path.path}}"))).toEqual([
      "apps-cart: kustomize apps/cart",
      "apps-web: kustomize apps/web",
    ]);
  });

  test("with files reads the objects in them, JSON and YAML alike", () => {
    const files = {
      ...tree,
      "envs/a/config.json": '{"app": {"name": "cart"}}',
      "envs/b/config.yaml": "- app: {name: web}\n",
    };
    const generator = `  generators: [{${git("files: [{path: 'envs/**/config.*'}]")}}]\n`;

    expect(shown(generator + template("{{path.basename}}", "apps/{{app.name}}"), files)).toEqual([
      "a: kustomize apps/cart",
      "b: kustomize apps/web",
    ]);
  });

  test("with a matrix combines both, and the second may use the first", () => {
    const matrix = `  generators:
  - matrix:
      generators:
      - list: {elements: [{folder: apps}]}
      - ${git("directories: [{path: '{{folder}}/*'}]")}
`;

    expect(shown(matrix + template("{{folder}}-{{path.basename}}", "{{path}}"))).toEqual([
      "apps-cart: kustomize apps/cart",
      "apps-web: kustomize apps/web",
    ]);
  });

  test("with a merge overrides by key, and adds none", () => {
    const merge = `  generators:
  - merge:
      mergeKeys: [env]
      generators:
      - list: {elements: [{env: a, app: cart}, {env: b, app: cart}]}
      - list: {elements: [{env: b, app: web}, {env: c, app: web}]}
`;

    expect(shown(merge + template("{{env}}", "apps/{{app}}"))).toEqual([
      "a: kustomize apps/cart",
      "b: kustomize apps/web",
    ]);
  });

  test("with clusters deploys what the files say of it, and says that only the cluster knows where", () => {
    const clusters = "  generators: [{clusters: {values: {app: cart}}}]\n";
    const [found, ...others] = read(
      clusters +
        template(
          "{{name}}-cart",
          "apps/{{values.app}}",
          "      destination: {server: '{{server}}', namespace: shop}\n",
        ),
    );

    expect(others).toEqual([]);
    expect(found).toMatchObject({
      name: "{{name}}-cart",
      destination: { cluster: null, namespace: "shop" },
      sources: [{ kind: "kustomize", directory: "apps/cart" }],
      problems: [{ code: "undecidable-generator", generator: "clusters" }],
    });
  });

  test("that merges a list into clusters deploys what the list names and the repository holds", () => {
    const merge = `  generators:
  - merge:
      mergeKeys: [name]
      generators:
      - clusters: {values: {app: cart}}
      - list: {elements: [{name: one, values.app: web}, {name: two, values.app: gone}]}
`;

    expect(shown(merge + template("x-{{name}}", "apps/{{values.app}}"))).toEqual([
      "x-one: kustomize apps/web",
      "x-{{name}}: kustomize apps/cart",
    ]);
  });

  test.each([
    [
      "a path that only the cluster fills",
      "  generators: [{clusters: {}}]\n",
      "apps/{{name}}",
      ["undecidable-generator", "undecided-template"],
    ],
    [
      "folders of another repository",
      "  generators: [{git: {repoURL: https://x.example/a/b, directories: [{path: '*'}]}}]\n",
      "{{path}}",
      ["other-repository"],
    ],
    [
      "folders of which there are none",
      `  generators: [{${git("directories: [{path: 'none/*'}]")}}]\n`,
      "{{path}}",
      ["undecided-deployment"],
    ],
    ["a generator of no known kind", "  generators: [{magic: {}}]\n", "apps/cart", ["undecided-deployment"]],
    [
      "functions of the template language",
      "  goTemplate: true\n  generators: [{list: {elements: [{a: cart}]}}]\n",
      "apps/{{ .a | lower }}",
      ["undecided-template"],
    ],
  ])("with %s is one deployment without sources, with its reason", (_, generators, path, codes) => {
    const [found, ...others] = read(generators + template("a", path));

    expect(others).toEqual([]);
    expect(found?.sources).toEqual([]);
    expect(found === undefined ? [] : problemsOf(found)).toEqual(codes);
  });

  test("with a templatePatch says that it may change what is deployed", () => {
    const [found] = read(
      `  generators: [{list: {elements: [{}]}}]\n  templatePatch: |\n    x: {{ .y }}\n${template("a", "apps/cart")}`,
    );

    expect(found?.problems).toMatchObject([{ code: "undecided-deployment" }]);
    expect(found?.sources).toHaveLength(1);
  });

  test("with inline values gives the place of their template", () => {
    const files = { "chart/Chart.yaml": "name: c\n" };
    const [found] = read(
      `  generators: [{list: {elements: [{env: prod}]}}]\n${template("a", "chart", "        helm: {valuesObject: {env: '{{env}}'}}\n")}`,
      files,
    );

    expect(found === undefined ? [] : valuesOf(found)).toEqual([
      "sets.yaml#0 spec.template.spec.source.helm.valuesObject",
    ]);
    expect(found?.parameters.get("env")).toBe("prod");
  });

  test("with a selector keeps the sets that it selects", () => {
    const list =
      "  generators:\n  - list: {elements: [{env: cart}, {env: web}]}\n    selector: {matchExpressions: [{key: env, operator: NotIn, values: [cart]}]}\n";

    expect(shown(list + template("{{env}}", "apps/{{env}}"))).toEqual(["web: kustomize apps/web"]);
  });
});
