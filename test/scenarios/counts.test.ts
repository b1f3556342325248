import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { optpass } from "../support/cli/run-cli.ts";

const { kubectl, helm } = inject("tools");
const run = promisify(execFile);

const workload = (kind: string, name: string, spec: string): string => `apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}}
spec:
${spec}  template:
    spec:
      containers:
        - {name: app, image: x, resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: 1, memory: 64Mi}}}
`;

const autoscaler = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  maxReplicas: 6
  metrics:
    - type: Resource
      resource:
        name: memory
        target: {type: AverageValue, averageValue: 500Mi}
    - type: Resource
      resource:
        name: cpu
        target: {type: Utilization, averageUtilization: 80}
`;

const scaledObject = `apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: worker}
spec:
  scaleTargetRef: {name: worker}
  minReplicaCount: 0 # sleeps at night
  maxReplicaCount: 20
  pollingInterval: 30
  triggers: [{type: cron, metadata: {timezone: UTC, start: 0 6 * * *, end: 0 20 * * *, desiredReplicas: "5"}}]
`;

const chartTemplate = `${workload("Deployment", "{{ .Release.Name }}", "  replicas: {{ .Values.replicaCount }}\n")}---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: other}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: other}
  minReplicas: {{ .Values.autoscaling.minReplicas }}
  maxReplicas: {{ .Values.autoscaling.maxReplicas }}
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: queue}
spec:
  scaleTargetRef: {name: queue}
  maxReplicaCount: {{ .Values.keda.maxReplicaCount }}
  pollingInterval: {{ .Values.keda.pollingInterval }}
`;

const application = (name: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: ${name}}
spec:
  destination: {server: https://kubernetes.default.svc, namespace: ${name}}
  source:
    repoURL: https://github.com/acme/infra
    path: charts/api
    helm: {valueFiles: [../../env/${name}.yaml]}
`;

const repository: Readonly<Record<string, string>> = {
  "shop/base/kustomization.yaml":
    "resources: [web.yaml, hpa.yaml, api.yaml, worker.yaml]\nreplicas:\n  - {name: api, count: 2}\n",
  "shop/base/web.yaml": workload("Deployment", "web", "  replicas: 3\n"),
  "shop/base/hpa.yaml": autoscaler,
  "shop/base/api.yaml": workload("StatefulSet", "api", "  replicas: 1\n"),
  "shop/base/worker.yaml": `${workload("Deployment", "worker", "")}---\n${scaledObject}`,
  "shop/more/kustomization.yaml":
    "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n  - target: {kind: HorizontalPodAutoscaler}\n    patch: |-\n      - op: replace\n        path: /spec/metrics/1/resource/target/averageUtilization\n        value: 60\n",
  "shop/production/kustomization.yaml":
    "resources: [../base]\ncomponents: [../more]\nnamespace: shop\nnamePrefix: eu-\npatches:\n  - path: hpa.yaml\n",
  "shop/production/hpa.yaml":
    "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec:\n  minReplicas: 4 # for the sale\n",
  "shop/staging/kustomization.yaml":
    "resources: [../base]\nnamespace: shop-staging\nreplicas:\n  - name: api\n    count: 1\n",
  "plain/all.yaml": `${workload("Deployment", "lone", "  replicas: 2\n")}---
apiVersion: autoscaling/v1
kind: HorizontalPodAutoscaler
metadata: {name: far, namespace: tools}
spec: {scaleTargetRef: {kind: Deployment, name: far}, minReplicas: 1, maxReplicas: 4, targetCPUUtilizationPercentage: 70}
`,
  "charts/api/Chart.yaml": "apiVersion: v2\nname: api\nversion: 1.0.0\n",
  "charts/api/values.yaml":
    "replicaCount: 2\nautoscaling:\n  minReplicas: 1\n  maxReplicas: 5\nkeda:\n  maxReplicaCount: 9\n  pollingInterval: 15\n",
  "charts/api/templates/app.yaml": chartTemplate,
  "env/one.yaml": "replicaCount: 4\n",
  "env/two.yaml": "# all as it is\nautoscaling: {}\n",
  "apps/one.yaml": application("one"),
  "apps/two.yaml": application("two"),
};

interface Setting {
  readonly environment: string;
  readonly target: { readonly kind: string; readonly name: string; readonly container: string | null };
  readonly setting: string;
  readonly value: string | null;
  readonly location: { readonly file: string; readonly line: number; readonly path: string };
  readonly edit: { readonly kind: string; readonly location: { readonly file: string } };
  readonly fanOut: readonly string[];
  readonly foundBy: string;
}

interface Report {
  readonly settings: readonly Setting[];
  readonly refused: readonly {
    readonly environment: string;
    readonly target: { readonly kind: string; readonly name: string } | null;
    readonly setting: string;
    readonly code: string;
    readonly message: string;
  }[];
}

describe.skipIf(kubectl === null || helm === null)(
  "counts of replicas, and what autoscalers are told",
  () => {
    let folder: string;
    const tools = ["--kubectl", kubectl ?? "", "--helm", helm ?? ""];

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "optpass-counts-"));
      for (const [path, text] of Object.entries(repository)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), text);
      }
      await run("git", ["-C", folder, "init", "-q"]);
      await run("git", ["-C", folder, "add", "."]);
    });

    afterEach(() => rm(folder, { recursive: true, force: true }));

    async function locate(environment: string): Promise<Report> {
      const { code, stdout, stderr } = await optpass([
        "locate",
        folder,
        "-o",
        "json",
        ...tools,
        "-e",
        environment,
      ]);
      expect([code, stderr]).toEqual([0, ""]);
      return JSON.parse(stdout);
    }

    /** Of each count that is set: where it is written, and where a change goes. */
    const lines = ({ settings }: Report): readonly string[] =>
      settings
        .filter(({ target, value }) => target.container === null && value !== null)
        .map(
          ({ target: { kind, name }, setting, value, location, edit, fanOut }) =>
            `${kind} ${name} ${setting} ${value} ${location.file}:${location.line} ${edit.kind} ${edit.location.file}${fanOut.map((other) => ` also ${other}`).join("")}`,
        );

    test("are found through bases, components, patches and replicas of kustomizations", async () => {
      const report = await locate("shop/production");

      expect(lines(report)).toEqual([
        "StatefulSet eu-api replicas 2 shop/base/kustomization.yaml:3 replace shop/base/kustomization.yaml",
        "HorizontalPodAutoscaler eu-web minReplicas 4 shop/production/hpa.yaml:5 replace shop/production/hpa.yaml",
        "HorizontalPodAutoscaler eu-web maxReplicas 6 shop/base/hpa.yaml:6 insert shop/production/hpa.yaml also shop/staging",
        "HorizontalPodAutoscaler eu-web target.memory.averageValue 500Mi shop/base/hpa.yaml:11 new-patch shop/production/kustomization.yaml also shop/staging",
        "HorizontalPodAutoscaler eu-web target.cpu.averageUtilization 60 shop/more/kustomization.yaml:8 replace shop/more/kustomization.yaml",
        "ScaledObject eu-worker minReplicaCount 0 shop/base/worker.yaml:15 new-patch shop/production/kustomization.yaml also shop/staging",
        "ScaledObject eu-worker maxReplicaCount 20 shop/base/worker.yaml:16 new-patch shop/production/kustomization.yaml also shop/staging",
        "ScaledObject eu-worker pollingInterval 30 shop/base/worker.yaml:17 new-patch shop/production/kustomization.yaml also shop/staging",
      ]);
    });

    test("are found where only one environment decides them, in its own replicas or in the base", async () => {
      const found = lines(await locate("shop/staging"));

      expect(found).toContain(
        "StatefulSet api replicas 1 shop/staging/kustomization.yaml:5 replace shop/staging/kustomization.yaml",
      );
      expect(found).toContain(
        "HorizontalPodAutoscaler web target.cpu.averageUtilization 80 shop/base/hpa.yaml:15 replace shop/base/hpa.yaml",
      );
    });

    test("are found in plain manifests", async () => {
      expect(lines(await locate("plain"))).toEqual([
        "Deployment lone replicas 2 plain/all.yaml:5 replace plain/all.yaml",
        "HorizontalPodAutoscaler far minReplicas 1 plain/all.yaml:14 replace plain/all.yaml",
        "HorizontalPodAutoscaler far maxReplicas 4 plain/all.yaml:14 replace plain/all.yaml",
        "HorizontalPodAutoscaler far targetCPUUtilizationPercentage 70 plain/all.yaml:14 replace plain/all.yaml",
      ]);
    });

    test("are found in the values of charts", async () => {
      expect(lines(await locate("one"))).toEqual([
        "Deployment one replicas 4 env/one.yaml:1 replace env/one.yaml",
        "HorizontalPodAutoscaler other minReplicas 1 charts/api/values.yaml:3 insert env/one.yaml also two",
        "HorizontalPodAutoscaler other maxReplicas 5 charts/api/values.yaml:4 insert env/one.yaml also two",
        "ScaledObject queue maxReplicaCount 9 charts/api/values.yaml:6 insert env/one.yaml also two",
        "ScaledObject queue pollingInterval 15 charts/api/values.yaml:7 insert env/one.yaml also two",
      ]);
    });

    test("the replicas of what an autoscaler scales are listed, and not edited", async () => {
      const { refused } = await locate("shop/production");
      const before = await readFile(join(folder, "shop/base/web.yaml"), "utf8");
      const { code, stderr } = await optpass([
        "edit",
        folder,
        ...tools,
        ...["-e", "shop/production", "-t", "Deployment/eu-web", "--set", "replicas=3", "--write"],
      ]);

      expect(refused).toMatchObject([
        { target: { kind: "Deployment", name: "eu-web" }, setting: "replicas", code: "autoscaled-replicas" },
      ]);
      expect([code, stderr]).toEqual([4, expect.stringContaining("HorizontalPodAutoscaler eu-web decides")]);
      expect(await readFile(join(folder, "shop/base/web.yaml"), "utf8")).toBe(before);
    });

    test.each([
      [
        "shop/production",
        "HorizontalPodAutoscaler/eu-web",
        "maxReplicas=17",
        "shop/production/hpa.yaml | 1 +",
      ],
      ["shop/production", "StatefulSet/eu-api", "replicas=17", "shop/base/kustomization.yaml | 2 +-"],
      ["shop/staging", "StatefulSet/api", "replicas=17", "shop/staging/kustomization.yaml | 2 +-"],
      ["shop/staging", "Deployment/worker", "replicas=17", null],
      [
        "shop/staging",
        "HorizontalPodAutoscaler/web",
        "minReplicas=2",
        "shop/staging/kustomization.yaml | 8 ++++++++",
      ],
      [
        "shop/production",
        "HorizontalPodAutoscaler/eu-web",
        "target.memory.averageValue=1Gi",
        "shop/production/kustomization.yaml | 7 +++++++",
      ],
      [
        "shop/production",
        "ScaledObject/eu-worker",
        "cooldownPeriod=60",
        "shop/production/kustomization.yaml | 7 +++++++",
      ],
      ["plain", "HorizontalPodAutoscaler/far", "targetCPUUtilizationPercentage=17", "plain/all.yaml | 2 +-"],
      ["plain", "Deployment/lone", "replicas=17", "plain/all.yaml | 2 +-"],
      ["one", "Deployment/one", "replicas=17", "env/one.yaml | 2 +-"],
      ["two", "HorizontalPodAutoscaler/other", "maxReplicas=17", "env/two.yaml | 3 ++-"],
      ["two", "ScaledObject/queue", "pollingInterval=17", "env/two.yaml | 2 ++"],
    ])(
      "a change in %s of %s to %s goes where it reaches nothing else, as what it is",
      async (environment, name, set, stat) => {
        const flags = ["-e", environment, "-t", name, "--set", set, "--write"];
        const { code, stderr } = await optpass(["edit", folder, ...tools, ...flags]);

        const [setting = "", value = ""] = set.split("=");
        const changed = (await run("git", ["-C", folder, "diff", "--stat"])).stdout;
        if (stat === null) {
          expect([code, changed]).toEqual([4, ""]);
          return;
        }
        expect([code, stderr]).toEqual([0, expect.stringContaining("and nothing else.")]);
        expect(changed).toContain(`${stat}\n 1 file changed`);
        const { settings } = await locate(environment);
        expect(
          settings.find((one) => one.setting === setting && name.endsWith(`/${one.target.name}`))?.value,
        ).toBe(value);
      },
    );

    test.each([
      ["maxReplicas=0", 2, "is no number that it can be"],
      ["maxReplicas=1.5", 2, "is no number that it can be"],
      ["minReplicaCount=1", 2, "has no minReplicaCount, but minReplicas, maxReplicas"],
    ])("%s of a HorizontalPodAutoscaler is not written", async (set, exit, words) => {
      const flags = ["-e", "plain", "-t", "HorizontalPodAutoscaler/far", "--set", set, "--write"];
      const { code, stderr } = await optpass(["edit", folder, ...tools, ...flags]);

      expect([code, stderr]).toEqual([exit, expect.stringContaining(words)]);
    });
  },
);
