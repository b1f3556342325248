import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, inject, test } from "vitest";
import { repositoryOf } from "../../test/fixtures/manifests/kustomize-trees.ts";
import { containerIn } from "../../test/fixtures/manifests/locate-raw.ts";
import { programRenderer } from "../adapters/render/index.ts";
import { planEdits, withSharers } from "../core/manifests/index.ts";
import { explainRefusal, type RepositoryFiles, type SettingName } from "../core/model/index.ts";
import { editTogether } from "./edit-together.ts";
import { locateSettings } from "./locate-settings.ts";
import { proveEdits } from "./prove-edits.ts";

const { helm } = inject("tools");
const renderer = programRenderer({ helm: helm ?? "helm" });

type Texts = Readonly<Record<string, string>>;

/** What `helm package` makes of a chart. */
async function packed(
  texts: Texts,
  archives: Readonly<Record<string, Uint8Array>> = {},
): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "optpass-packed-"));
  try {
    for (const [path, content] of Object.entries({ ...texts, ...archives })) {
      await mkdir(dirname(join(folder, "redis", path)), { recursive: true });
      await writeFile(join(folder, "redis", path), content);
    }
    await promisify(execFile)(helm ?? "helm", ["package", "redis"], {
      cwd: folder,
      env: { PATH: "", HOME: folder },
    });
    return await readFile(join(folder, "redis-1.0.0.tgz"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const redis = {
  "Chart.yaml": "apiVersion: v2\nname: redis\nversion: 1.0.0\n",
  "values.yaml": "resources:\n  requests:\n    cpu: 100m\n    memory: 1Gi\n",
  "templates/redis.yaml": `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ .Release.Name }}-{{ .Chart.Name }}
spec:
  template:
    spec:
      containers:
      - name: redis
        image: x
        resources: {{- toYaml .Values.resources | nindent 10 }}
      - name: exporter
        image: y
        resources: {requests: {memory: {{ (.Values.global).memory | default "8Mi" }} }}
`,
} as const;

function withArchive(texts: Texts, path: string, bytes: Uint8Array): RepositoryFiles {
  const files = repositoryOf(texts);
  return { ...files, files: new Map([...files.files, [path, { kind: "archive", bytes }]]) };
}

const shop = (dependency: string): string =>
  `apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies:\n- name: redis\n  version: 1.0.0\n  repository: https://charts.example.com\n${dependency}`;

async function find(files: RepositoryFiles, container: string, setting: SettingName) {
  const located = await locateSettings(files, renderer);
  const { raw, place } = containerIn(located, container).settings[setting];
  return [
    raw,
    place.ok ? `${place.value.edit.kind} ${place.value.location.file}` : explainRefusal(place.error),
  ];
}

async function edited(files: RepositoryFiles, name: string, setting: SettingName, value: string) {
  const located = await locateSettings(files, renderer);
  const changes = [{ setting, value }];
  const plan = planEdits(located, [{ container: containerIn(located, name), changes }]);
  if (!plan.ok) throw new Error(explainRefusal(plan.error));
  const proof = await proveEdits(located, renderer, plan.value);
  if (!proof.ok) throw new Error(explainRefusal(proof.error));
  expect(proof.value.unrendered).toEqual([]);
  return {
    changes: proof.value.changes.map(({ path, after }) => [path, after]),
    rendered: proof.value.rendered,
  };
}

describe.skipIf(helm === null)("a packed chart", () => {
  test("in `charts/`: a value that the chart above gives it is edited there", async () => {
    const values = "redis:\n  resources:\n    requests:\n      cpu: 7m\n";
    const texts = { "shop/Chart.yaml": shop(""), "shop/values.yaml": values };
    const files = withArchive(texts, "shop/charts/redis-1.0.0.tgz", await packed(redis));

    expect(await find(files, "redis", "requests.cpu")).toEqual(["7m", "replace shop/values.yaml"]);
    const { changes, rendered } = await edited(files, "redis", "requests.cpu", "55m");
    expect(changes).toEqual([["shop/values.yaml", values.replace("7m", "55m")]]);
    expect(rendered).toMatchObject([{ fields: [expect.stringContaining("requests.cpu")] }]);
  });

  test("its own value is overridden in the values of the chart above, under its alias", async () => {
    const texts = {
      "shop/Chart.yaml": shop("  alias: cache\n"),
      "shop/values.yaml": "cache:\n  enabled: true\n",
    };
    const files = withArchive(texts, "shop/charts/redis-1.0.0.tgz", await packed(redis));

    expect(await find(files, "redis", "requests.memory")).toEqual(["1Gi", "insert shop/values.yaml"]);
    const { changes } = await edited(files, "redis", "requests.memory", "2Gi");
    expect(changes).toEqual([
      ["shop/values.yaml", "cache:\n  enabled: true\n  resources:\n    requests:\n      memory: 2Gi\n"],
    ]);
  });

  test("a global value of the chart above reaches it", async () => {
    const texts = { "shop/Chart.yaml": shop(""), "shop/values.yaml": "global:\n  memory: 9Mi\n" };
    const files = withArchive(texts, "shop/charts/redis-1.0.0.tgz", await packed(redis));

    expect(await find(files, "exporter", "requests.memory")).toEqual(["9Mi", "replace shop/values.yaml"]);
  });

  test("below a packed chart, its values are those of the chart above both", async () => {
    const cache = await packed(redis);
    const data = await packed(
      {
        "Chart.yaml": `${redis["Chart.yaml"]}dependencies:\n- {name: redis, version: 1.0.0, alias: inner}\n`,
      },
      { "charts/redis-1.0.0.tgz": cache },
    );
    const texts = {
      "shop/Chart.yaml": shop(""),
      "shop/values.yaml": "redis:\n  inner:\n    resources:\n      requests:\n        cpu: 7m\n",
    };
    const files = withArchive(texts, "shop/charts/redis-1.0.0.tgz", data);

    expect(await find(files, "redis", "requests.cpu")).toEqual(["7m", "replace shop/values.yaml"]);
    expect(await find(files, "redis", "requests.memory")).toEqual(["1Gi", "insert shop/values.yaml"]);
  });

  test("that a release deploys is given values in the release, and without any it says what holds them", async () => {
    const release = (values: string): string =>
      `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\nspec:\n  chart:\n    spec:\n      chart: ./packed/redis-1.0.0.tgz\n      sourceRef: {kind: GitRepository, name: flux-system}\n${values}`;
    const bytes = await packed(redis);
    const within = (values: string) =>
      withArchive({ "r.yaml": release(values) }, "packed/redis-1.0.0.tgz", bytes);

    expect(
      await find(
        within("  values:\n    resources:\n      requests:\n        cpu: 7m\n"),
        "redis",
        "requests.cpu",
      ),
    ).toEqual(["7m", "replace r.yaml"]);
    const { changes } = await edited(within("  values:\n    a: 1\n"), "redis", "requests.cpu", "55m");
    expect(changes).toEqual([
      ["r.yaml", release("  values:\n    a: 1\n    resources:\n      requests:\n        cpu: 55m\n")],
    ]);
    expect(await find(within(""), "redis", "requests.cpu")).toEqual([
      "100m",
      expect.stringContaining("it stands in a packed chart, which is not edited"),
    ]);
  });

  test("its value that feeds two containers is overridden when both are meant, and not for one", async () => {
    const twice = {
      ...redis,
      "templates/redis.yaml": redis["templates/redis.yaml"].replace(
        '{requests: {memory: {{ (.Values.global).memory | default "8Mi" }} }}',
        "{{- toYaml .Values.resources | nindent 10 }}",
      ),
    };
    const values = "redis:\n  enabled: true\n";
    const files = withArchive(
      { "shop/Chart.yaml": shop(""), "shop/values.yaml": values },
      "shop/charts/redis-1.0.0.tgz",
      await packed(twice),
    );
    const located = await locateSettings(files, renderer);
    const container = containerIn(located, "redis");
    const change = { container, changes: [{ setting: "requests.memory", value: "2Gi" } as const] };

    expect(container.settings["requests.memory"].place).toMatchObject({ error: { code: "untraced-value" } });
    expect(await editTogether(located, renderer, [change])).toMatchObject({
      error: { code: "untraced-value" },
    });
    const edit = await editTogether(located, renderer, withSharers(located, change));
    expect(edit.ok && edit.value.files.map(({ path, after }) => [path, after])).toEqual([
      ["shop/values.yaml", `${values}  resources:\n    requests:\n      memory: 2Gi\n`],
    ]);
    expect(edit.ok && edit.value.proof.statements.join(" ")).toMatch(
      /2 fields.*\bredis requests\.memory = 2Gi; .*\bexporter requests\.memory = 2Gi/,
    );
  });

  test("that nothing deploys is no environment", async () => {
    const located = await locateSettings(
      withArchive({ "a.txt": "" }, "packed/redis-1.0.0.tgz", await packed(redis)),
      renderer,
    );

    expect(located.survey.environments).toEqual([]);
  });

  test("that cannot be unpacked is a dependency that is missing", async () => {
    const texts = { "shop/Chart.yaml": shop(""), "shop/values.yaml": "" };
    const located = await locateSettings(
      withArchive(texts, "shop/charts/redis-1.0.0.tgz", Buffer.from("no archive")),
      renderer,
    );

    expect(located.unlocated).toMatchObject([{ refusal: { code: "missing-dependency" } }]);
  });
});
