import { describe, expect, inject, test } from "vitest";
import { application, workload } from "../../test/fixtures/manifests/deployments-of.ts";
import { repositoryOf } from "../../test/fixtures/manifests/kustomize-trees.ts";
import { containerIn, deployment } from "../../test/fixtures/manifests/locate-raw.ts";
import { programRenderer } from "../adapters/render/index.ts";
import { explainRefusal, type SettingName } from "../core/model/index.ts";
import { editTogether } from "./edit-together.ts";
import { locateSettings } from "./locate-settings.ts";
import { surveyAsRendered } from "./survey-as-rendered.ts";

const { helm, kubectl } = inject("tools");
const renderer = programRenderer({ helm: helm ?? "helm", kubectl: kubectl ?? "kubectl" });

type Texts = Readonly<Record<string, string>>;

const source = (path: string): string =>
  `  source:\n    repoURL: https://github.com/acme/infra.git\n    path: ${path}\n`;

/** An Application that deploys a chart of Applications, one for each name in the values of the stage. */
function appOfApps(spec: string, more: Texts): Texts {
  return {
    "root.yaml": application(
      "root",
      `${source("apps")}    helm:\n      valueFiles: [values-prod.yaml]\n  destination: {namespace: argocd}\n`,
    ),
    "apps/Chart.yaml": "apiVersion: v2\nname: apps\nversion: 1.0.0\n",
    "apps/values.yaml": "names: []\n",
    "apps/values-prod.yaml": "names: [cart, search, queue]\nmemory: 64Mi\n",
    "apps/templates/apps.yaml": `{{- range .Values.names }}\n---\n${application("{{ . }}", spec)}{{- end }}\n`,
    ...more,
  };
}

const service: Texts = {
  "service/Chart.yaml": "apiVersion: v2\nname: service\nversion: 1.0.0\n",
  "service/values.yaml": "resources:\n  requests:\n    cpu: 100m\n    memory: 32Mi\n",
  "service/values-cart.yaml": "resources:\n  requests:\n    cpu: 200m\n",
  "service/values-search.yaml": "replicas: 2\n",
  "service/values-queue.yaml": "replicas: 3\n",
  "service/templates/app.yaml": deployment(
    "      - name: app\n        image: x\n        resources: {{- toYaml .Values.resources | nindent 10 }}\n",
    "{{ .Release.Name }}",
  ),
};

const spec = `${source("service")}    helm:\n      valueFiles: ["values-{{ . }}.yaml"]\n      values: |\n        resources:\n          requests:\n            memory: {{ $.Values.memory }}\n  destination: {namespace: shop}\n`;

async function change(texts: Texts, environment: string, setting: SettingName, value: string) {
  const located = await locateSettings(repositoryOf(texts), renderer);
  const container = containerIn(located, "app", environment);
  const edited = await editTogether(located, renderer, [{ container, changes: [{ setting, value }] }]);
  if (!edited.ok) return explainRefusal(edited.error);
  return Object.fromEntries(edited.value.files.map(({ path, after }) => [path, after]));
}

describe.skipIf(helm === null || kubectl === null)("Applications that a chart writes", () => {
  test("are environments, with the values that they are deployed with", async () => {
    const located = await locateSettings(repositoryOf(appOfApps(spec, service)), renderer);

    expect(located.unlocated).toEqual([]);
    const read = (environment: string, setting: SettingName): string | null =>
      containerIn(located, "app", environment).settings[setting].raw;
    expect([read("cart", "requests.cpu"), read("search", "requests.cpu")]).toEqual(["200m", "100m"]);
    expect(containerIn(located, "app", "cart").namespace).toBe("shop");
    expect(read("cart", "requests.memory")).toBe("64Mi");
  });

  test("have the value of one edited in its file, and a shared one overridden there", async () => {
    const texts = appOfApps(spec, service);

    expect(await change(texts, "cart", "requests.cpu", "55m")).toEqual({
      "service/values-cart.yaml": "resources:\n  requests:\n    cpu: 55m\n",
    });
    expect(await change(texts, "search", "requests.cpu", "55m")).toEqual({
      "service/values-search.yaml": "replicas: 2\nresources:\n  requests:\n    cpu: 55m\n",
    });
  });

  test("are not edited themselves, and the refusal names the template", async () => {
    expect(await change(appOfApps(spec, service), "cart", "requests.memory", "99Mi")).toMatch(
      /^It is decided in a declaration that apps\/templates\/apps\.yaml writes/,
    );
  });

  test("are built with the patches that they have for a kustomization", async () => {
    const patched = `${source("base")}    kustomize:\n      namePrefix: "{{ . }}-"\n      patches:\n      - target: {kind: Deployment}\n        patch: |\n          - {op: add, path: /spec/template/spec/containers/0/resources, value: {requests: {cpu: 7m}}}\n`;
    const texts = appOfApps(patched, {
      "base/kustomization.yaml": "resources: [app.yaml]\n",
      "base/app.yaml": deployment("      - name: app\n        image: x\n"),
    });
    const located = await locateSettings(repositoryOf(texts), renderer);

    const { name, settings } = containerIn(located, "app", "search");
    expect([name, settings["requests.cpu"].raw]).toEqual(["search-api", "7m"]);
    expect(settings["requests.cpu"].place).toMatchObject({ error: { code: "rendered-declaration" } });
  });

  test("that write further charts of Applications are followed, and one that writes itself comes to an end", async () => {
    const inner = { ...service, "more/Chart.yaml": "apiVersion: v2\nname: more\nversion: 1.0.0\n" };
    const again = application("again", source("more"));
    const texts = appOfApps(source("more"), {
      ...inner,
      "apps/values-prod.yaml": "names: [second]\n",
      "more/templates/apps.yaml": `${application("third", `${source("service")}  destination: {namespace: shop}\n`)}---\n${again}`,
    });
    const { environments } = await surveyAsRendered(repositoryOf(texts), renderer);

    expect(environments.map(({ name }) => name)).toEqual(expect.arrayContaining(["root", "second", "third"]));
    expect(environments.filter(({ path }) => path === "service").length).toBeGreaterThan(0);
    expect(environments.length).toBeLessThan(20);
  });

  test("of a chart that does not render are not known, and the others are", async () => {
    const texts = {
      ...appOfApps(spec, service),
      "apps/templates/broken.yaml": '{{ fail "no" }}\n',
      "raw/app.yaml": workload,
    };
    const located = await locateSettings(repositoryOf(texts), renderer);

    expect(located.unlocated).toMatchObject([
      { environment: { name: "root" }, refusal: { code: "render-failed" } },
    ]);
    expect(located.containers.some(({ environment }) => environment.name === "raw")).toBe(true);
  });
});
