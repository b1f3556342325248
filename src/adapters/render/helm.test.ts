import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { describe, expect, inject, test } from "vitest";
import { repositoryOf } from "../../../test/fixtures/manifests/kustomize-trees.ts";
import type { ChartToRender } from "../../ports/renderer.ts";
import { programRenderer } from "./index.ts";

const { helm } = inject("tools");

const plain: ChartToRender = {
  directory: "chart",
  releaseName: "shop",
  namespace: null,
  values: [],
  parameters: [],
  dependencies: [],
  includeCrds: false,
};

const chartFile = "apiVersion: v2\nname: api\nversion: 1.0.0\n";

function chartWith(template: string, values = ""): Record<string, string> {
  return { "chart/Chart.yaml": chartFile, "chart/templates/a.yaml": template, "chart/values.yaml": values };
}

async function render(
  texts: Record<string, string>,
  chart: Partial<ChartToRender> = {},
  options: { readonly overlay?: Record<string, string>; readonly timeoutMillis?: number } = {},
) {
  const { overlay = {}, ...limits } = options;
  const workspace = await programRenderer({ helm: helm ?? "helm", ...limits }).open(repositoryOf(texts));
  try {
    return await workspace.helm({ ...plain, ...chart }, new Map(Object.entries(overlay)));
  } finally {
    await workspace.close();
  }
}

test("without helm a chart is refused, and without kubectl a kustomization", async () => {
  const workspace = await programRenderer({}).open(repositoryOf({}));

  expect(await workspace.helm(plain, new Map())).toEqual({ ok: false, error: "helm was not found" });
  expect(await workspace.kustomize("", new Map())).toEqual({ ok: false, error: "kubectl was not found" });
  await workspace.close();
});

describe.skipIf(helm === null)("with helm", () => {
  test("files and texts of values merge in the order given, the last one wins, and parameters win over all", async () => {
    const texts = {
      ...chartWith(
        "a: {{ .Values.a }}\nb: {{ .Values.b }}\nc: {{ .Values.c }}\nd: {{ .Values.d }}\n",
        "a: 0\n",
      ),
      "env/one.yaml": "a: 1\nb: 1\nc: 1\nd: 1\n",
      "env/three.yaml": "c: 3\nd: 3\n",
    };

    const result = await render(texts, {
      values: [
        { from: "file", path: "env/one.yaml" },
        { from: "text", text: "b: 2\nc: 2\nd: 2\n" },
        { from: "file", path: "env/three.yaml" },
      ],
      parameters: [{ name: "d", value: "4", forceString: false }],
    });

    expect(result.ok ? result.value : result.error).toContain("a: 1\nb: 2\nc: 3\nd: 4\n");
  });

  test("a parameter is one value, whatever commas it has, and is text where that is asked for", async () => {
    const result = await render(chartWith("a: {{ toJson .Values }}\n"), {
      parameters: [
        { name: "list", value: "{a,b}", forceString: false },
        { name: "text", value: "a,evil=b", forceString: false },
        { name: "number", value: "1", forceString: true },
      ],
    });

    expect(result.ok ? result.value : result.error).toContain(
      '{"list":["a","b"],"number":"1","text":"a,evil=b"}',
    );
  });

  test("release, namespace, version of the cluster and its APIs are the ones given", async () => {
    const template =
      '{{ .Release.Name }}: {{ .Release.Namespace }} {{ .Capabilities.KubeVersion }} {{ .Capabilities.APIVersions.Has "a.example/v1/Thing" }}\n';

    const result = await render(chartWith(template), {
      namespace: "prod",
      kubeVersion: "1.29.3",
      apiVersions: ["a.example/v1/Thing"],
    });

    expect(result.ok ? result.value : result.error).toContain("shop: prod v1.29.3 true\n");
  });

  test("a dependency of the same repository stands in charts/ without being there, with the overlay's text", async () => {
    const texts = {
      "chart/Chart.yaml": `${chartFile}dependencies:\n- {name: common, version: 1.0.0, repository: "file://../common", alias: web}\n`,
      "common/Chart.yaml": "apiVersion: v2\nname: common\nversion: 1.0.0\n",
      "common/values.yaml": "a: 1\n",
      "common/templates/a.yaml": "a: {{ .Values.a }}\nb: {{ .Values.b }}\n",
    };
    const dependencies = [{ at: "chart/charts/common", chart: "common" }];

    expect(await render(texts, {})).toMatchObject({
      ok: false,
      error: expect.stringMatching(/missing in charts\/ directory: common/),
    });
    const result = await render(
      texts,
      { dependencies, values: [{ from: "text", text: "web: {b: 2}\n" }] },
      { overlay: { "common/values.yaml": "a: 7\n" } },
    );
    expect(result.ok ? result.value : result.error).toContain(
      "# Source: api/charts/web/templates/a.yaml\na: 7\nb: 2\n",
    );
  });

  test("a packed chart that was not read does not stop one of the repository from standing in its place", async () => {
    const dependency = '- {name: common, version: 1.0.0, repository: "file://../common"}';
    const { files } = repositoryOf({
      "chart/Chart.yaml": `${chartFile}dependencies:\n${dependency}\n`,
      "common/Chart.yaml": "apiVersion: v2\nname: common\nversion: 1.0.0\n",
      "common/templates/a.yaml": "a: 1\n",
    });
    const packed = new Map([...files, ["chart/charts/common-1.0.0.tgz", { kind: "binary" }] as const]);
    const workspace = await programRenderer({ helm: helm ?? "helm" }).open({
      origin: "a test",
      files: packed,
    });
    const dependencies = [{ at: "chart/charts/common", chart: "common" }];

    const result = await workspace.helm({ ...plain, dependencies }, new Map());

    await workspace.close();
    expect(result.ok ? result.value : result.error).toContain("a: 1\n");
  });

  test("a failure is one line without the scratch path", async () => {
    const result = await render(chartWith('{{ fail "no\\nway" }}\n'));

    expect(result.ok ? "" : result.error).toMatch(/^execution error at .*: no way$/);
    expect(result.ok ? "" : result.error).not.toContain(tmpdir());
  });

  test.each([
    ["a values file outside", { values: [{ from: "file", path: "../secret.yaml" }] }],
    ["an absolute values file", { values: [{ from: "file", path: "/etc/hostname" }] }],
    ["values from a URL", { values: [{ from: "file", path: "http://127.0.0.1/x.yaml" }] }],
    ["a release that is a flag", { releaseName: "--post-renderer=/bin/true" }],
    ["a namespace with a space", { namespace: "a b" }],
    ["a directory outside", { directory: "../x" }],
    ["a dependency outside", { dependencies: [{ at: "chart/charts/x", chart: ".." }] }],
    ["a version that is none", { kubeVersion: "1 --validate" }],
    ["an API version that is none", { apiVersions: ["a,b c"] }],
  ] as const)("%s is refused before helm runs", async (_, chart) => {
    const result = await render(chartWith("a: 1\n"), chart);

    expect(result.ok ? result.value : result.error).toMatch(
      /unusual name|outside the repository|not a valid/,
    );
  });

  test("a chart that never ends, asks for any amount of memory or calls itself is stopped", async () => {
    const loop = "{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}";
    const memory = '{{ repeat 1000000000 "xxxx" | len }}';

    expect(await render(chartWith(loop), {}, { timeoutMillis: 700 })).toEqual({
      ok: false,
      error: "it took longer than 0.7 seconds",
    });
    expect(
      await render(chartWith('{{ define "a" }}{{ template "a" }}{{ end }}{{ template "a" }}')),
    ).toMatchObject({ ok: false, error: expect.stringContaining("maximum template depth") });
    if (process.platform === "linux")
      expect(await render(chartWith(memory))).toEqual({
        ok: false,
        error: "it needs more than 2048 MB of memory",
      });
  });

  test("neither files outside the chart, nor the environment, nor a cluster are seen by a template", async () => {
    const template =
      'a: x{{ .Files.Get "../secret.txt" }}{{ .Files.Get "/etc/hostname" }}{{ lookup "v1" "Secret" "a" "b" }}{{ getHostByName "localhost" }}x\n';

    const result = await render({ ...chartWith(template), "secret.txt": "secret" });

    expect(result.ok ? result.value : result.error).toContain("a: xmap[]x\n");
  });

  test("a schema judges the values, but is never fetched, not even from this machine", async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const schema = (text: string) => ({ ...chartWith("a: 1\n", "a: x\n"), "chart/values.schema.json": text });
    try {
      const own = await render(schema('{"properties":{"a":{"type":"integer"}}}'));
      expect(own.ok ? "" : own.error).toContain("Expected: integer, given: string");
      for (const ref of [`http://127.0.0.1:${port}/s.json`, "file:///etc/hostname"])
        expect(await render(schema(`{"properties":{"a":{"\\u0024ref":"${ref}"}}}`))).toMatchObject({
          ok: true,
        });
      expect(asked).toEqual([]);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
