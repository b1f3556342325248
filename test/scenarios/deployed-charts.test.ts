import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { optpass } from "../support/cli/run-cli.ts";

const { kubectl, helm } = inject("tools");

const template = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      containers:
        - name: app
          image: x
          resources: {{- toYaml .Values.resources | nindent 12 }}
---
apiVersion: v1
kind: Secret
metadata:
  name: {{ .Release.Name }}
stringData:
  password: {{ randAlphaNum 20 }}
`;

const application = (name: string, namespace: string, helmBlock: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
spec:
  destination: {server: https://kubernetes.default.svc, namespace: ${namespace}}
  source:
    repoURL: https://github.com/acme/infra
    path: charts/api
    helm:
${helmBlock}`;

const repository: Readonly<Record<string, string>> = {
  "charts/api/Chart.yaml": "apiVersion: v2\nname: api\nversion: 1.0.0\n",
  "charts/api/values.yaml": "resources:\n  requests:\n    cpu: 100m\n    memory: 128Mi\nreplicas: 2\n",
  "charts/api/templates/app.yaml": template,
  "env/production.yaml": "resources:\n  requests:\n    cpu: 500m # measured in May\n",
  "env/staging.yaml": "{}\n",
  "apps/production.yaml": application(
    "api-production",
    "shop",
    "      valueFiles: [../../env/production.yaml]\n",
  ),
  "apps/staging.yaml": application(
    "api-staging",
    "shop-staging",
    "      values: |\n        # nobody uses it at night\n        resources:\n          requests:\n            cpu: 50m\n",
  ),
  "flux/release.yaml": `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: api-demo, namespace: demo}
spec:
  chart:
    spec:
      chart: ./charts/api
      sourceRef: {kind: GitRepository, name: infra}
  values:
    resources:
      requests: {cpu: 25m}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: infra, namespace: demo}
spec: {url: https://github.com/acme/infra}
`,
};

interface Setting {
  readonly environment: string;
  readonly target: { readonly namespace: string | null; readonly name: string };
  readonly setting: string;
  readonly value: string | null;
  readonly location: { readonly file: string; readonly line: number };
  readonly fanOut: readonly string[];
}

describe.skipIf(helm === null || kubectl === null)("a chart that several deployments use", () => {
  let folder: string;
  const tools = ["--kubectl", kubectl ?? "", "--helm", helm ?? ""];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "optpass-charts-"));
    for (const [path, text] of Object.entries(repository)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function locate(): Promise<{
    readonly environments: readonly unknown[];
    readonly settings: readonly Setting[];
  }> {
    const { code, stdout, stderr } = await optpass(["locate", folder, "-o", "json", ...tools]);
    expect([code, stderr]).toEqual([0, ""]);
    return JSON.parse(stdout);
  }

  function edit(...flags: readonly string[]) {
    return optpass(["edit", folder, ...tools, "--write", ...flags]);
  }

  test("is an environment for each of them, with its own values and namespace", async () => {
    const { environments, settings } = await locate();

    expect(environments).toMatchObject([
      {
        name: "api-production",
        kind: "chart",
        path: "charts/api",
        declaredBy: [{ kind: "argocd-application" }],
      },
      {
        name: "api-staging",
        kind: "chart",
        declaredBy: [{ file: "apps/staging.yaml", namespace: "shop-staging" }],
      },
      { name: "api-demo", kind: "chart", declaredBy: [{ kind: "flux-helmrelease", namespace: "demo" }] },
    ]);
    const requests = settings.filter(({ setting }) => setting === "requests.cpu");
    expect(
      requests.map(({ target, value, location }) => [
        target.namespace,
        target.name,
        value,
        location.file,
        location.line,
      ]),
    ).toEqual([
      ["shop", "api-production", "500m", "env/production.yaml", 3],
      ["shop-staging", "api-staging", "50m", "apps/staging.yaml", 15],
      ["demo", "api-demo", "25m", "flux/release.yaml", 11],
    ]);
  });

  test.each([
    ["api-production", "env/production.yaml", "    cpu: 450m # measured in May\n"],
    [
      "api-staging",
      "apps/staging.yaml",
      "        # nobody uses it at night\n        resources:\n          requests:\n            cpu: 450m\n",
    ],
    ["api-demo", "flux/release.yaml", "      requests: {cpu: 450m}\n"],
  ])(
    "%s is edited where its own values are, and every other byte stays",
    async (environment, file, expected) => {
      const before = await readFile(join(folder, file), "utf8");

      const { code, stderr } = await edit("-t", environment, "-e", environment, "--set", "requests.cpu=450m");

      expect([code, stderr]).toEqual([0, expect.stringContaining("and nowhere else")]);
      const after = await readFile(join(folder, file), "utf8");
      expect(after).toContain(expected);
      expect(after.replace("450m", "X")).toBe(before.replace(/500m|50m|25m/, "X"));
    },
  );

  test("a default that others use, too, is overridden in the values of the one", async () => {
    const wanted = ["-t", "api-production", "-e", "api-production", "--set", "requests.memory=300Mi"];

    expect(await edit(...wanted)).toMatchObject({ code: 0 });
    expect(await readFile(join(folder, "env/production.yaml"), "utf8")).toBe(
      "resources:\n  requests:\n    cpu: 500m # measured in May\n    memory: 300Mi\n",
    );
    expect(await readFile(join(folder, "charts/api/values.yaml"), "utf8")).toBe(
      repository["charts/api/values.yaml"],
    );
  });

  test("counts are found in its values, and the default of all is overridden for one", async () => {
    const replicas = (await locate()).settings.filter(({ setting }) => setting === "replicas");
    const others = ["api-production", "api-staging", "api-demo"].sort();

    expect(
      replicas.map(({ environment, value, location, fanOut }) => [
        value,
        `${location.file}:${location.line}`,
        [environment, ...fanOut].sort(),
      ]),
    ).toEqual(Array.from({ length: 3 }, () => ["2", "charts/api/values.yaml:5", others]));

    const { code, stderr } = await edit(
      "-t",
      "api-production",
      "-e",
      "api-production",
      "--set",
      "replicas=4",
    );
    expect([code, stderr]).toEqual([0, expect.stringContaining("and nowhere else")]);
    expect(await readFile(join(folder, "env/production.yaml"), "utf8")).toBe(
      `${repository["env/production.yaml"]}replicas: 4\n`,
    );
  });

  test("without helm it is not looked at, and that is said", async () => {
    const { code, stdout } = await optpass(["locate", folder, "-o", "json", "--kubectl", kubectl ?? ""], {
      environment: { PATH: "" },
    });

    expect(code).toBe(0);
    const { notices, refused } = JSON.parse(stdout);
    expect(notices).toEqual(["helm was not found: charts are not looked at."]);
    expect(refused).toMatchObject([
      { code: "render-failed" },
      { code: "render-failed" },
      { code: "render-failed" },
    ]);
  });
});
