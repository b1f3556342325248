import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { templatePath } from "../../src/adapters/system/template.ts";
import { quantity, toNumber } from "../../src/core/model/index.ts";
import { optpass } from "../support/cli/run-cli.ts";
import { shopEstate } from "../support/estate/shop/shop-estate.ts";
import { type Shop, startShop } from "../support/estate/start-shop.ts";
import { groundTruth, truthFor } from "../support/estate/truth.ts";

const { prometheus, promtool, kubectl } = inject("tools");
const mebi = 2 ** 20;

interface Report {
  readonly recommendations: readonly {
    readonly setting: string;
    readonly proposed: string;
    readonly reasons: readonly string[];
  }[];
  readonly skipped: readonly { readonly code: string; readonly message: string }[];
}

const base = `apiVersion: apps/v1
kind: Deployment
metadata: {name: catalog}
spec:
  template:
    spec:
      containers:
        - name: catalog
          image: ghcr.io/example/catalog:5.5.0
          resources:
            requests: {memory: 512Mi}
            limits: {memory: 1Gi}
`;

const patch = (value: string) => `resources: [../../base]
namespace: platform
patches:
  - target: {kind: Deployment, name: catalog}
    patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: catalog}
      spec:
        template:
          spec:
            containers:
              - name: catalog
                env:
                  - name: JAVA_TOOL_OPTIONS
                    ${value}
`;

describe.skipIf(prometheus === null || promtool === null || kubectl === null)("Java in a real estate", () => {
  let shop: Shop;
  let folder: string;

  beforeAll(async () => {
    shop = await startShop();
    folder = await mkdtemp(join(tmpdir(), "optpass-heaps-"));
    await mkdir(join(folder, "base"), { recursive: true });
    await mkdir(join(folder, "overlays/production"), { recursive: true });
    await writeFile(join(folder, "base/app.yaml"), base);
    await writeFile(join(folder, "base/kustomization.yaml"), "resources: [app.yaml]\n");
  }, 300_000);
  afterAll(async () => {
    await shop?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function memory(workload: string, ...more: readonly string[]) {
    const place = ["--prometheus", shop.url, "--at", shop.at, "--workload", workload, "--output", "json"];
    const { stdout } = await optpass(["scan", ...more, ...place]);
    const { recommendations, skipped }: Report = JSON.parse(stdout);
    return {
      request: recommendations.find(({ setting }) => setting === "requests.memory") ?? null,
      skipped: skipped.map(({ code }) => code),
    };
  }

  async function catalog(value: string) {
    await writeFile(join(folder, "overlays/production/kustomization.yaml"), patch(value));
    return memory("catalog", folder);
  }

  test("a container with -Xmx follows it, with room for all else", async () => {
    const { request } = await memory("search", templatePath("demo/repository"));
    const truth = truthFor(groundTruth(shopEstate()), "platform/search/search");

    expect(request?.reasons.join(" ")).toContain(
      "Its Java heap may grow to 1.5Gi, as -Xmx1536m (apps/platform/search.yaml:22) says",
    );
    const bytes = toNumber(quantity(request?.proposed ?? "0"));
    expect(bytes).toBeGreaterThan(truth.bytesNeeded.max);
    expect(bytes).toBeLessThan(2560 * mebi * 0.85);
  });

  test("the flag of a kustomize patch counts, with its line", async () => {
    const { request } = await catalog("value: -Xmx640m");

    expect(request?.reasons.join(" ")).toContain("-Xmx640m (overlays/production/kustomization.yaml:16)");
    expect(request?.proposed).toBe("1Gi");
  });

  test("a flag that is another than what runs does not fix the heap", async () => {
    expect(await catalog("value: -Xmx300m")).toMatchObject({ request: null, skipped: ["heap-needs-limit"] });
  });

  test("a flag from a secret is no size", async () => {
    const { request, skipped } = await catalog("valueFrom: {secretKeyRef: {name: java, key: options}}");

    expect(request).toBeNull();
    expect(skipped).toContain("heap-needs-limit");
  });
});
