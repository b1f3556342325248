import { loadAll } from "js-yaml";
import { describe, expect, inject, test } from "vitest";
import { repositoryOf } from "../../test/fixtures/manifests/kustomize-trees.ts";
import { containerIn } from "../../test/fixtures/manifests/locate-raw.ts";
import { kustomizeWithHelm } from "../../test/support/kustomize-with-helm.ts";
import { programRenderer } from "../adapters/render/index.ts";
import { type Located, planEdits } from "../core/manifests/index.ts";
import { explainRefusal, type SettingName, settingNames } from "../core/model/index.ts";
import { locateSettings } from "./locate-settings.ts";
import { proveEdits } from "./prove-edits.ts";

const { kubectl, helm } = inject("tools");
const programs = { kubectl: kubectl ?? "kubectl", helm: helm ?? "helm" };
const renderer = programRenderer(programs);

const template = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-api
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      containers:
      - name: app
        image: x
        resources: {{- toYaml .Values.resources | nindent 10 }}
      - name: side
        image: y
        resources: {requests: {cpu: 5m}}
`;

const chart = {
  "k/charts/api/Chart.yaml": "apiVersion: v2\nname: api\nversion: 1.0.0\n",
  "k/charts/api/values.yaml": "replicas: 2\nresources:\n  requests:\n    cpu: 100m\n",
  "k/charts/api/templates/api.yaml": template,
};

const entry = "helmCharts:\n- name: api\n  releaseName: web\n  namespace: shop\n";

/** Two overlays that inflate the same chart, each with these fields. */
function overlays(fields: string): Readonly<Record<string, string>> {
  const shared = Object.entries(chart).map(([path, text]) => [path.replace("k/", ""), text]);
  const overlay = `${fields}helmGlobals:\n  chartHome: ../charts\n${entry}`;
  return {
    ...Object.fromEntries(shared),
    "a/kustomization.yaml": overlay,
    "b/kustomization.yaml": overlay,
  };
}

function changedFiles(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.keys(after).filter((path) => after[path] !== before[path]);
}

/** For each container of an environment: each value that is set, and how and where it would be changed. */
function places(located: Located, environment: string): readonly string[] {
  return located.containers
    .filter((container) => container.environment.name === environment)
    .flatMap(({ container, settings }) =>
      settingNames.flatMap((setting) => {
        const { raw, place } = settings[setting];
        if (raw === null) return [];
        const where = place.ok
          ? `${place.value.edit.kind} ${place.value.location.file}:${place.value.location.line}`
          : place.error.code;
        return [`${container} ${setting} ${raw} ${where}`];
      }),
    );
}

/** What kustomize makes of it when it is allowed to run helm itself. */
async function byKustomize(
  texts: Readonly<Record<string, string>>,
  directory: string,
): Promise<readonly unknown[]> {
  return loadAll(await kustomizeWithHelm(programs, texts, directory)) as readonly unknown[];
}

/** Makes one change, and gives the texts with it once it is proven. */
async function edited(
  texts: Readonly<Record<string, string>>,
  environment: string,
  [name, setting, value]: readonly [container: string, setting: SettingName, value: string],
): Promise<Readonly<Record<string, string>>> {
  const located = await locateSettings(repositoryOf(texts), renderer);
  const container = containerIn(located, name, environment);
  const plan = planEdits(located, [{ container, changes: [{ setting, value }] }]);
  if (!plan.ok) throw new Error(explainRefusal(plan.error));
  const proof = await proveEdits(located, renderer, plan.value);
  if (!proof.ok) throw new Error(explainRefusal(proof.error));
  expect(proof.value.unrendered).toEqual([]);
  return { ...texts, ...Object.fromEntries(proof.value.changes.map(({ path, after }) => [path, after])) };
}

function amount(objects: readonly unknown[], container: string, setting: SettingName): unknown {
  const [bound, resource] = setting.split(".") as [string, string];
  const found = objects.flatMap((object) => {
    const spec = (object as { spec?: { template?: { spec?: { containers?: readonly Container[] } } } }).spec;
    return spec?.template?.spec?.containers ?? [];
  });
  return found.find(({ name }) => name === container)?.resources?.[bound]?.[resource];
}

interface Container {
  readonly name: string;
  readonly resources?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

describe.skipIf(kubectl === null || helm === null)(
  "a chart of the repository that a kustomization inflates",
  () => {
    test.each([
      ["its own values", "", "replace k/charts/api/values.yaml:4", "100m"],
      [
        "values written in place",
        "  valuesInline:\n    resources:\n      requests:\n        cpu: 7m # few\n",
        "replace k/kustomization.yaml:8",
        "7m",
      ],
      ["a values file", "  valuesFile: values.yaml\n", "replace k/values.yaml:3", "8m"],
      [
        "both, of which the file wins where it is told to",
        "  valuesFile: values.yaml\n  valuesMerge: merge\n  valuesInline: {resources: {requests: {cpu: 7m}}}\n",
        "replace k/values.yaml:3",
        "8m",
      ],
      [
        "an additional values file",
        "  additionalValuesFiles: [values.yaml]\n",
        "replace k/values.yaml:3",
        "8m",
      ],
    ])(
      "with %s: the deciding line is found, and kustomize itself sees it changed",
      async (_, more, place, value) => {
        const texts = {
          ...chart,
          "k/kustomization.yaml": entry + more,
          "k/values.yaml": "resources:\n  requests:\n    cpu: 8m\n",
        };
        const located = await locateSettings(repositoryOf(texts), renderer);

        expect(places(located, "k")).toContain(`app requests.cpu ${value} ${place}`);
        expect(located.survey.environments.map(({ name }) => name)).toEqual(["k"]);
        const after = await edited(texts, "k", ["app", "requests.cpu", "55m"]);
        expect(amount(await byKustomize(texts, "k"), "app", "requests.cpu")).toBe(value);
        expect(amount(await byKustomize(after, "k"), "app", "requests.cpu")).toBe("55m");
      },
    );

    test("what its template writes is replaced there, where nothing else is made of it", async () => {
      const texts = { ...chart, "k/kustomization.yaml": entry };

      const after = await edited(texts, "k", ["side", "requests.cpu", "55m"]);

      expect(changedFiles(texts, after)).toEqual(["k/charts/api/templates/api.yaml"]);
      const objects = await byKustomize(after, "k");
      expect(amount(objects, "side", "requests.cpu")).toBe("55m");
      expect(amount(objects, "app", "requests.cpu")).toBe("100m");
    });

    test("what its template writes for two overlays gives way to a patch in one of them", async () => {
      const texts = overlays("");

      const after = await edited(texts, "a", ["side", "requests.cpu", "55m"]);

      expect(changedFiles(texts, after)).toEqual(["a/kustomization.yaml"]);
      expect(amount(await byKustomize(after, "a"), "side", "requests.cpu")).toBe("55m");
      expect(amount(await byKustomize(after, "b"), "side", "requests.cpu")).toBe("5m");
    });

    test("what it makes up anew each time it is rendered does not hide an edit", async () => {
      const secret =
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  password: {{ randAlphaNum 12 }}\n";
      const texts = {
        ...chart,
        "k/charts/api/templates/secret.yaml": secret,
        "k/kustomization.yaml": entry,
      };

      const after = await edited(texts, "k", ["app", "requests.cpu", "55m"]);

      expect(changedFiles(texts, after)).toEqual(["k/charts/api/values.yaml"]);
    });

    test("a value that no values have is added to the values that are merged last", async () => {
      const texts = {
        ...chart,
        "k/kustomization.yaml": `${entry}  valuesFile: values.yaml\n`,
        "k/values.yaml": "replicas: 3\n",
      };

      const after = await edited(texts, "k", ["app", "limits.memory", "1Gi"]);

      expect(after["k/values.yaml"]).toContain("memory: 1Gi");
      expect(amount(await byKustomize(after, "k"), "app", "limits.memory")).toBe("1Gi");
    });

    test("a patch on what it renders decides, and the values below it do not", async () => {
      const patch =
        "patches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata:\n      name: web-api\n    spec:\n      template:\n        spec:\n          containers:\n          - name: app\n            resources:\n              requests:\n                cpu: 9m\n";
      const texts = { ...chart, "k/kustomization.yaml": `${patch}${entry}` };
      const located = await locateSettings(repositoryOf(texts), renderer);

      expect(places(located, "k")).toContain("app requests.cpu 9m replace k/kustomization.yaml:14");
      const after = await edited(texts, "k", ["app", "requests.cpu", "55m"]);
      expect(amount(await byKustomize(after, "k"), "app", "requests.cpu")).toBe("55m");
    });

    test("values that two overlays inflate are overridden in one of them", async () => {
      const texts = overlays("namePrefix: a-\n");

      const after = await edited(texts, "a", ["app", "requests.cpu", "55m"]);

      expect(amount(await byKustomize(after, "a"), "app", "requests.cpu")).toBe("55m");
      expect(amount(await byKustomize(after, "b"), "app", "requests.cpu")).toBe("100m");
    });

    test("the count in its values is found", async () => {
      const located = await locateSettings(
        repositoryOf({ ...chart, "k/kustomization.yaml": entry }),
        renderer,
      );

      expect(located.counts).toMatchObject([
        {
          count: "replicas",
          raw: "2",
          place: { value: { location: { file: "k/charts/api/values.yaml", line: 1 } } },
        },
      ]);
    });

    test("a chart that is elsewhere is never asked for", async () => {
      const remote = `${entry}  repo: http://127.0.0.1:1/charts\n  version: 1.0.0\n`;

      const located = await locateSettings(
        repositoryOf({ ...chart, "k/kustomization.yaml": remote }),
        renderer,
      );

      expect(located.notices.join()).toContain("from http://127.0.0.1:1/charts, which is not fetched");
    });

    test("a release name that helm would take for a flag reaches no program", async () => {
      const text = entry.replace("releaseName: web", "releaseName: --post-renderer=/usr/bin/id");

      const located = await locateSettings(
        repositoryOf({ ...chart, "k/kustomization.yaml": text }),
        renderer,
      );

      expect(located.containers).toEqual([]);
      expect(located.notices.join()).toContain("is not a valid one");
    });
  },
);
