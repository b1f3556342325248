import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { optpass } from "../support/cli/run-cli.ts";

const { kubectl } = inject("tools");

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "optpass-values-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

const textOf = (path: string): Promise<string> => readFile(join(folder, path), "utf8");

describe("a value of any file", () => {
  const toml = "# cache\r\n[cache]\r\nttl = '60s' # short\r\n";
  const value = ["--file", "config/app.toml", "--path", "cache.ttl"];

  beforeEach(() => put("config/app.toml", toml));

  test("is shown as a diff, and the folder left alone", async () => {
    const { code, stdout, stderr } = await optpass(["edit", folder, ...value, "--set", "300s"]);

    expect(code).toBe(0);
    expect(stdout).toContain("-ttl = '60s' # short\r\n+ttl = '300s' # short\r\n");
    expect(stderr).toBe("A second TOML parser sees 1 value changed in config/app.toml, and nothing else.\n");
    expect(await textOf("config/app.toml")).toBe(toml);
  });

  test("is written in place, and written back to the same bytes", async () => {
    const there = await optpass(["edit", folder, ...value, "--set", "300s", "--write"]);
    expect([there.code, there.stdout]).toEqual([0, ""]);
    expect(there.stderr).toContain("Wrote config/app.toml.\n");
    expect(await textOf("config/app.toml")).toBe(toml.replace("60s", "300s"));

    await optpass(["edit", folder, ...value, "--set", "60s", "--write"]);
    expect(await textOf("config/app.toml")).toBe(toml);
  });

  test("that is wanted already is left, and said so", async () => {
    const { code, stdout, stderr } = await optpass(["edit", folder, ...value, "--set", "60s", "--write"]);

    expect([code, stdout, stderr]).toEqual([0, "", "config/app.toml:3 is 60s already.\n"]);
  });

  test.each([
    [["-f", "config/app.toml", "-p", "cache.tll", "-s", "1"], 4, "OP308 no-value-at-path"],
    [["-f", "config/app.toml", "-p", "cache.ttl", "-s", "300"], 4, "OP333 unfit-value"],
    [["-f", "config/none.toml", "-p", "a", "-s", "1"], 4, "OP325 unreadable-file"],
    [["-f", "../../etc/app.toml", "-p", "a", "-s", "1"], 4, "OP325 unreadable-file"],
    [["-f", "config/app.toml", "-p", "a"], 2, "--set"],
    [["-f", "config/app.toml", "-s", "1"], 2, "--file needs a --path"],
    [["-f", "config/app.toml", "-p", "a", "-s", "1", "-s", "2"], 2, "--file takes one --set"],
    [["-f", "config/app.toml", "-p", "a", "-s", "1", "-t", "cart"], 2, "cannot be used with"],
    [["-f", "config/app.toml", "-p", "a", "-s", "1", "-e", "prod"], 2, "cannot be used with"],
    [["-t", "cart", "-p", "a", "-s", "requests.cpu=1"], 2, "--path names a value of a --file"],
    [["-s", "1"], 2, "name what to edit by --target, or by --file and --path"],
  ])("with %j is not edited, and the exit code says which kind of no it is", async (flags, exit, words) => {
    const { code, stdout, stderr } = await optpass(["edit", folder, ...flags, "--write"]);

    expect([code, stdout]).toEqual([exit, ""]);
    expect(stderr).toContain(words);
    expect(await textOf("config/app.toml")).toBe(toml);
  });
});

describe("values that comments mark", () => {
  const mark = '# {"$optpass": "shop/Deployment/cart/cart:requests.cpu"}';

  test("are listed as found by a comment, and edited by their target", async () => {
    await put("charts/values.yaml", `cart:\n  cpu: 250m ${mark}\n`);

    const located = await optpass(["locate", folder, "-o", "json"]);
    const { settings } = JSON.parse(located.stdout);
    expect(settings).toEqual([
      expect.objectContaining({
        environment: null,
        target: { namespace: "shop", kind: "Deployment", name: "cart", container: "cart" },
        setting: "requests.cpu",
        value: "250m",
        location: { file: "charts/values.yaml", line: 2, path: "cart.cpu" },
        foundBy: "comment",
      }),
    ]);
    const report = await optpass(["locate", folder]);
    expect(report.stdout).toContain("Marked by comments");

    const wanted = ["-t", JSON.stringify(settings[0].target), "--set", "requests.cpu=100m", "--write"];
    const { code, stderr } = await optpass(["edit", folder, ...wanted]);
    expect(code).toBe(0);
    expect(stderr).toContain(
      "A second YAML parser sees 1 value changed in charts/values.yaml, and nothing else.",
    );
    expect(stderr).toContain("nothing is proved of that");
    expect(await textOf("charts/values.yaml")).toBe(`cart:\n  cpu: 100m ${mark}\n`);
  });

  test("and do not tell which of several containers is meant", async () => {
    const text = (name: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  containers:\n    - {name: a, image: a}\n`;
    await put("a/pod.yaml", text("cart"));
    await put("b/pod.yaml", text("cart"));
    await put("values.yaml", 'cpu: 250m # {"$optpass": "/Pod/cart/a:requests.cpu"}\n');

    const { code, stderr } = await optpass(["edit", folder, "-t", "cart", "--set", "requests.cpu=1"]);

    expect([code, stderr]).toEqual([4, expect.stringContaining("OP302 ambiguous-location")]);
  });

  test("and that are malformed are reported with file and line", async () => {
    await put("charts/values.yaml", 'a: 1\ncpu: 250m # {"$optpass": "cart"}\n');

    const { stdout } = await optpass(["locate", folder]);

    expect(stdout).toContain("charts/values.yaml:2 has a comment with $optpass that does not name");
    expect(stdout).toContain("OP351");
  });

  test.skipIf(kubectl === null)(
    "and whose mark is wrong are not edited, because the render says otherwise",
    async () => {
      await put("kustomization.yaml", "resources: [cart.yaml]\n");
      await put(
        "cart.yaml",
        `apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  template:
    spec:
      containers:
        - name: cart
          image: cart
          resources:
            requests: {cpu: 250m}
            limits:
              cpu: 500m ${mark}
`,
      );
      const wanted = ["-t", "cart", "--set", "requests.cpu=100m", "--kubectl", kubectl ?? ""];

      const { code, stderr } = await optpass(["edit", folder, ...wanted, "--write"]);

      expect([code, stderr]).toEqual([4, expect.stringContaining("OP332 proof-failed")]);
    },
  );
});
