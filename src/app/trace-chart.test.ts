import { describe, expect, inject, test } from "vitest";
import { repositoryOf } from "../../test/fixtures/manifests/kustomize-trees.ts";
import { programRenderer } from "../adapters/render/index.ts";
import {
  applyEdits,
  assembleLocated,
  compareRenders,
  type HelmSource,
  type Located,
  planEdits,
  proveByReparse,
  surveyCharts,
  surveyRepository,
} from "../core/manifests/index.ts";
import { explainRefusal, type SettingName, settingNames } from "../core/model/index.ts";
import { type TracedChart, traceChart } from "./trace-chart.ts";

const { helm } = inject("tools");

const chartFile = "apiVersion: v2\nname: api\nversion: 1.0.0\n";

/** A template of a Deployment whose only container `app` has this text behind its image, indented by eight. */
function template(container: string, spec = ""): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
${spec}  template:
    spec:
      containers:
      - name: app
        image: x
${container}`;
}

const wholeBlock = template("        resources: {{- toYaml .Values.resources | nindent 10 }}\n");

function source(values: readonly string[] = [], more: Partial<HelmSource> = {}): HelmSource {
  const files = values.map((path) => ({ from: "file", path }) as const);
  return { chart: "chart", releaseName: "shop", namespace: null, values: files, parameters: [], ...more };
}

interface Looked {
  readonly located: Located;
  readonly charts: readonly TracedChart[];
}

/** Traces each source as an environment of its own, named by its place in the list. */
async function look(texts: Record<string, string>, sources: readonly HelmSource[]): Promise<Looked> {
  const files = repositoryOf(texts);
  const survey = surveyRepository(files);
  const surveyed = surveyCharts(files, sources, {
    firstId: survey.slots.length,
    declarations: survey.rendered,
  });
  const workspace = await programRenderer({ helm: helm ?? "helm" }).open(files);
  try {
    const charts: TracedChart[] = [];
    for (const use of surveyed.uses.values()) {
      if (!use.ok) throw new Error(explainRefusal(use.error));
      const traced = await traceChart(surveyed, use.value, workspace);
      if (!traced.ok) throw new Error(explainRefusal(traced.error));
      charts.push(traced.value);
    }
    const traces = charts.map(({ trace }, index) => ({
      environment: { name: `env${index}`, kind: "raw", path: `env${index}`, declaredBy: [] } as const,
      foundBy: "render" as const,
      ...trace,
    }));
    const parsed = new Map([...survey.parsed, ...surveyed.parsed]);
    return { located: assembleLocated({ ...survey, parsed }, traces, [], []), charts };
  } finally {
    await workspace.close();
  }
}

/** For each container and setting with a value or a place: the value, and how and where it would be changed. */
function places({ located }: Looked, environment = "env0"): readonly string[] {
  return located.containers
    .filter((container) => container.environment.name === environment)
    .flatMap(({ container, settings }) =>
      settingNames.flatMap((setting) => {
        const { raw, place } = settings[setting];
        if (raw === null && !place.ok) return [];
        const { edit, location } = place.ok ? place.value : { edit: null, location: null };
        const where = location === null ? "" : ` ${edit?.kind} ${location.file}:${location.line}`;
        return [`${container} ${setting} ${raw ?? "-"}${where}${place.ok ? "" : ` ${place.error.code}`}`];
      }),
    );
}

/** Changes one setting and proves the change twice; the new text of the only file that is edited. */
async function change(
  texts: Record<string, string>,
  sources: readonly HelmSource[],
  changes: Partial<Record<SettingName, string>>,
): Promise<Record<string, string>> {
  const { located, charts } = await look(texts, sources);
  const container = located.containers.find(({ environment }) => environment.name === "env0");
  if (container === undefined) throw new Error("there is no container");
  const wanted = Object.entries(changes).map(([setting, value]) => ({
    setting: setting as SettingName,
    value,
  }));
  const plan = planEdits(located, [{ container, changes: wanted }]);
  if (!plan.ok) throw new Error(explainRefusal(plan.error));
  const edited: Record<string, string> = {};
  for (const [file, edits] of plan.value.edits) {
    const applied = applyEdits(texts[file] ?? "", edits);
    if (!applied.ok) throw new Error(explainRefusal(applied.error));
    const leaves = plan.value.leaves.filter((leaf) => leaf.file === file);
    const proven = proveByReparse(texts[file] ?? "", applied.value.text, leaves);
    if (!proven.ok) throw new Error(explainRefusal(proven.error));
    edited[file] = applied.value.text;
  }
  const after = await look({ ...texts, ...edited }, sources);
  for (const [index, chart] of charts.entries()) {
    const fields = plan.value.fields.filter(({ environment }) => environment === `env${index}`);
    const compared = compareRenders(chart.rendered, after.charts[index]?.rendered ?? "", fields);
    if (!compared.ok) throw new Error(explainRefusal(compared.error));
  }
  return edited;
}

describe.skipIf(helm === null)("the value that decides", () => {
  test("is the one of the last file that has it, for each setting alone", async () => {
    const texts = {
      "chart/Chart.yaml": chartFile,
      "chart/templates/a.yaml": wholeBlock,
      "chart/values.yaml": "resources:\n  requests:\n    cpu: 100m\n    memory: 128Mi\n",
      "env/prod.yaml": "resources:\n  requests:\n    memory: 1Gi\n",
    };

    expect(places(await look(texts, [source(["env/prod.yaml"])]))).toEqual([
      "app requests.cpu 100m replace chart/values.yaml:3",
      "app requests.memory 1Gi replace env/prod.yaml:3",
      "app limits.cpu - insert env/prod.yaml:1",
      "app limits.memory - insert env/prod.yaml:1",
    ]);
  });

  test("may stand in values inside another file, as a text or as a mapping", async () => {
    const application = `kind: Application
spec:
  source:
    helm:
      valuesObject:
        resources:
          requests: {cpu: 300m}
      values: |
        # for production
        resources:
          limits:
            memory: 1Gi
`;
    const inline = (key: string) =>
      ({ from: "inline", file: "app.yaml", document: 0, path: ["spec", "source", "helm", key] }) as const;
    const texts = {
      "app.yaml": application,
      "chart/Chart.yaml": chartFile,
      "chart/templates/a.yaml": wholeBlock,
      "chart/values.yaml": "resources: {}\n",
    };
    const sources = [source([], { values: [inline("values"), inline("valuesObject")] })];

    expect(places(await look(texts, sources))).toEqual([
      "app requests.cpu 300m replace app.yaml:7",
      "app requests.memory - insert app.yaml:5",
      "app limits.cpu - insert app.yaml:5",
      "app limits.memory 1Gi replace app.yaml:12",
    ]);
    expect((await change(texts, sources, { "limits.memory": "2Gi" }))["app.yaml"]).toBe(
      application.replace("1Gi", "2Gi"),
    );
  });

  test("has any key, and goes through templates that quote, pick and default it", async () => {
    const container = `        resources:
          requests: {cpu: {{ .Values.web.cpuRequest | quote }}, memory: {{ .Values.sizes.small }}}
          limits: {memory: {{ default "1Gi" .Values.web.most }}}
`;
    const texts = {
      "chart/Chart.yaml": chartFile,
      "chart/templates/a.yaml": template(container),
      "chart/values.yaml": 'web:\n  cpuRequest: 0.25\n  most: ""\nsizes:\n  small: 200Mi # sic\n',
    };

    expect(places(await look(texts, [source()]))).toEqual([
      "app requests.cpu 0.25 replace chart/values.yaml:2",
      "app requests.memory 200Mi replace chart/values.yaml:5",
      "app limits.memory 1Gi untraced-value",
    ]);
  });

  test("is found by a lookalike where the template or the schema looks at the text", async () => {
    const container = `        resources:
          requests: {cpu: "{{ int (trimSuffix "m" .Values.cpu) }}m"}
          limits: {memory: {{ .Values.memory }}}
`;
    const texts = {
      "chart/Chart.yaml": chartFile,
      "chart/templates/a.yaml": template(container),
      "chart/values.yaml": "cpu: 100m\nmemory: 512Mi\n",
      "chart/values.schema.json": '{"properties": {"memory": {"pattern": "^[0-9]+Mi$"}}}',
    };
    const looked = await look(texts, [source()]);

    expect(places(looked)).toEqual([
      "app requests.cpu 100m replace chart/values.yaml:1",
      "app limits.memory 512Mi replace chart/values.yaml:2",
    ]);
    expect(looked.charts[0]?.notices).toEqual([expect.stringContaining("lookalikes")]);
  });

  test("is found although another value stops the chart from rendering when it is changed", async () => {
    const check = '{{ if ne .Values.guard.memory "64Mi" }}{{ fail "fixed" }}{{ end }}\n';
    const texts = {
      "chart/Chart.yaml": chartFile,
      "chart/templates/a.yaml": check + wholeBlock,
      "chart/values.yaml": "guard: {memory: 64Mi}\nresources:\n  limits: {cpu: 2, memory: 1Gi}\n",
    };
    const looked = await look(texts, [source()]);

    expect(places(looked)).toEqual([
      "app requests.cpu - insert chart/values.yaml:1",
      "app requests.memory - insert chart/values.yaml:1",
      "app limits.cpu 2 replace chart/values.yaml:3",
      "app limits.memory 1Gi replace chart/values.yaml:3",
    ]);
    expect(looked.charts[0]?.notices.join(" ")).toContain("1 of its values cannot be changed");
  });

  test("is none where the template writes it, computes it or a parameter gives it", async () => {
    const container = `        resources:
          requests: {cpu: 10m, memory: "{{ mul 2 (trimSuffix "Mi" .Values.memory) }}Mi"}
          limits: {memory: {{ .Values.most }}}
`;
    const texts = {
      "chart/Chart.yaml": chartFile,
      "chart/templates/a.yaml": template(container),
      "chart/values.yaml": "memory: 100Mi\nmost: 1Gi\n",
    };
    const parameters = [{ name: "most", value: "3Gi", forceString: false }];
    const { located } = await look(texts, [source([], { parameters })]);

    const reasons = settingNames.map((setting) => located.containers[0]?.settings[setting].place);
    const texts_ = reasons.map((place) => (place?.ok === false ? explainRefusal(place.error) : ""));
    expect(texts_[0]).toContain(
      '"10m" in environment env0: the template api/templates/a.yaml writes or computes it',
    );
    expect(texts_[1]).toContain(
      '"200Mi" in environment env0: the template api/templates/a.yaml writes or computes',
    );
    expect(texts_[3]).toContain('"3Gi" in environment env0: the deployment\'s parameter most writes it');
  });

  test("of a subchart stands below its alias, and in the subchart's own values where nobody overrides it", async () => {
    const texts = {
      "chart/Chart.yaml": `${chartFile}dependencies:\n- {name: web, alias: front, version: 1.0.0, repository: "file://../web"}\n`,
      "chart/values.yaml": "front:\n  resources:\n    requests: {cpu: 1}\n",
      "web/Chart.yaml": chartFile.replace("name: api", "name: web"),
      "web/values.yaml": "resources:\n  requests:\n    cpu: 100m\n    memory: 1Gi\n",
      "web/templates/a.yaml": wholeBlock,
    };

    expect(places(await look(texts, [source()]))).toEqual([
      "app requests.cpu 1 replace chart/values.yaml:3",
      "app requests.memory 1Gi replace web/values.yaml:4",
      "app limits.cpu - insert chart/values.yaml:1",
      "app limits.memory - insert chart/values.yaml:1",
    ]);
  });

  test("of replicas and autoscalers is found too", async () => {
    const scaler = `---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: api}
spec:
  {{- if gt (int .Values.autoscaling.min) (int .Values.autoscaling.max) }}{{ fail "min > max" }}{{ end }}
  minReplicas: {{ .Values.autoscaling.min }}
  maxReplicas: {{ .Values.autoscaling.max }}
  metrics:
  - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: {{ .Values.autoscaling.cpu }}}}}
`;
    const texts = {
      "chart/Chart.yaml": chartFile,
      "chart/templates/a.yaml": template("", "  replicas: {{ .Values.replicaCount }}\n") + scaler,
      "chart/values.yaml": "replicaCount: 2\nautoscaling:\n  min: 1\n  max: 5\n  cpu: 80\n",
    };
    const { located } = await look(texts, [source()]);

    const found = located.counts.map(({ count, raw, writtenAt }) => `${count} ${raw} ${writtenAt?.line}`);
    expect(found).toEqual([
      "replicas 2 1",
      "minReplicas 1 3",
      "maxReplicas 5 4",
      "target.cpu.averageUtilization 80 5",
    ]);
  });
});

describe.skipIf(helm === null)("a change for one environment", () => {
  const shared = {
    "chart/Chart.yaml": chartFile,
    "chart/templates/a.yaml": wholeBlock,
    "chart/values.yaml": "resources:\n  limits:\n    memory: 1Gi\n",
    "env/prod.yaml": "# production\nreplicas: 3\nresources:\n    requests:\n        cpu: 1\n",
    "env/dev.yaml": "replicas: 1\n",
  };
  const both = [source(["env/prod.yaml"]), source(["env/dev.yaml"])];

  test("of a value that others read goes to the file that only it merges", async () => {
    expect(await change(shared, both, { "limits.memory": "2Gi", "requests.memory": "1Gi" })).toEqual({
      "env/prod.yaml":
        "# production\nreplicas: 3\nresources:\n    requests:\n        cpu: 1\n        memory: 1Gi\n    limits:\n        memory: 2Gi\n",
    });
  });

  test("whose file has nothing of it yet adds the whole path", async () => {
    expect(await change(shared, [...both].reverse(), { "limits.memory": "512Mi" })).toEqual({
      "env/dev.yaml": "replicas: 1\nresources:\n  limits:\n    memory: 512Mi\n",
    });
  });

  test("of a value that others read, without a file of its own, is refused", async () => {
    const looked = await look(shared, [source(), source(["env/dev.yaml"])]);

    expect(places(looked)).toEqual(["app limits.memory 1Gi shared-value"]);
  });

  test("of a block that is empty fills it", async () => {
    const texts = { ...shared, "chart/values.yaml": "a: 1\nresources: {}  # none\nb: 2\n" };

    expect(await change(texts, [source()], { "requests.cpu": "100m" })).toEqual({
      "chart/values.yaml": "a: 1\nresources:  # none\n  requests:\n    cpu: 100m\nb: 2\n",
    });
  });

  test("of one of two containers that share a value is refused, and of a list item is made in place", async () => {
    const list = `{{- range .Values.workers }}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .name }}}
spec:
  template:
    spec:
      containers:
      - name: {{ .name }}
        image: x
        resources: {{- toYaml .resources | nindent 10 }}
      - name: side
        image: x
        resources: {{- toYaml $.Values.side.resources | nindent 10 }}
{{- end }}
`;
    const texts = {
      ...shared,
      "chart/templates/a.yaml": list,
      "chart/values.yaml":
        "side:\n  resources: {limits: {cpu: 1}}\nworkers:\n- name: a\n  resources: {limits: {cpu: 2}}\n- name: b\n",
    };

    expect(places(await look(texts, [source(["env/dev.yaml"])]))).toEqual([
      "a requests.cpu - insert chart/values.yaml:4",
      "a requests.memory - insert chart/values.yaml:4",
      "a limits.cpu 2 replace chart/values.yaml:5",
      "a limits.memory - insert chart/values.yaml:4",
      "side limits.cpu 1 shared-value",
      "b requests.cpu - insert chart/values.yaml:6",
      "b requests.memory - insert chart/values.yaml:6",
      "b limits.cpu - insert chart/values.yaml:6",
      "b limits.memory - insert chart/values.yaml:6",
      "side limits.cpu 1 shared-value",
    ]);
  });

  test("of a value behind an anchor or a merge key goes around it", async () => {
    const two = (name: string) =>
      `---\n${wholeBlock.replaceAll("name: a", `name: ${name}-a`).replace(".Values.resources", `.Values.${name}.resources`)}`;
    const texts = {
      ...shared,
      "chart/templates/a.yaml": two("one") + two("two"),
      "chart/values.yaml":
        "base: &base\n  resources: &small\n    limits: {cpu: 1}\none:\n  resources: *small\ntwo:\n  <<: *base\n",
    };

    expect(places(await look(texts, [source()])).filter((line) => line.includes("limits.cpu"))).toEqual([
      "one-app limits.cpu 1 shared-anchor",
      "two-app limits.cpu 1 shared-anchor",
    ]);
    expect(await change(texts, [source(["env/dev.yaml"])], { "limits.cpu": "2" })).toEqual({
      "env/dev.yaml": "replicas: 1\none:\n  resources:\n    limits:\n      cpu: 2\n",
    });
  });
});
