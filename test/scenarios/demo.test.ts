import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type CliRun, optpass } from "../support/cli/run-cli.ts";

const { kubectl } = inject("tools");

describe.skipIf(kubectl === null)("the demo", () => {
  let folder: string;
  let demo: CliRun;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "optpass-demo-"));
    demo = await optpass(["demo", "--folder", folder, "--kubectl", kubectl ?? ""]);
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test("prints the table and the diff, and says where the pull requests are", () => {
    expect(demo).toMatchObject({ code: 0, stderr: "" });
    expect(demo.stdout).toContain("payments/api");
    expect(demo.stdout).toContain("+++ b/apps/payments/api.yaml");
    expect(demo.stdout).toContain(`open ${join(folder, "index.html")}`);
  });

  test("writes each pull request as Markdown and as a page, and an index of them", async () => {
    const names = await readdir(folder);
    const bodies = names.filter((name) => name.endsWith(".md"));

    expect(bodies.length).toBeGreaterThan(10);
    const index = await readFile(join(folder, "index.html"), "utf8");
    for (const body of bodies) expect(index).toContain(body.replace(/\.md$/, ".html"));
  });

  test("shows its charts without a script or a connection", async () => {
    const page = await readFile(join(folder, "payments-api-resources.html"), "utf8");

    expect(page.match(/<svg /g)).toHaveLength(2);
    expect(page).not.toMatch(/<script|<link|<img|src=|url\(/);
    expect(page).not.toContain("xychart");
  });

  test("proves every overlay that a change feeds, and that the other one stays", async () => {
    const body = await readFile(join(folder, "shop-staging-cart-resources.md"), "utf8");

    expect(body).toMatch(
      /Rendered before and after, shop\/overlays\/staging changes in \d fields and nowhere else/,
    );
    expect(body).not.toContain("could not be rendered");
  });

  test("run again in the same folder gives the same files", async () => {
    const before = await readFile(join(folder, "payments-api-resources.md"), "utf8");

    await optpass(["demo", "--folder", folder, "--kubectl", kubectl ?? ""]);

    expect(await readFile(join(folder, "payments-api-resources.md"), "utf8")).toBe(before);
  });

  test("without kubectl it still runs, and says what is not proved", async () => {
    const { code, stdout } = await optpass(["demo", "--folder", folder], { environment: { PATH: "" } });

    expect(code).toBe(0);
    expect(stdout).toContain("kubectl was not found");
  });
});
