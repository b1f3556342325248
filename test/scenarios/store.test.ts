import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { optpass } from "../support/cli/run-cli.ts";
import { type Shop, startShop } from "../support/estate/start-shop.ts";

const { prometheus, promtool } = inject("tools");

interface Report {
  readonly recommendations: readonly unknown[];
  readonly notices: readonly string[];
  readonly stats: { readonly samples: number };
}

describe.skipIf(prometheus === null || promtool === null)("a scan with --store", () => {
  let shop: Shop;
  let folder: string;

  beforeAll(async () => {
    shop = await startShop();
    folder = await mkdtemp(join(tmpdir(), "optpass-store-"));
  }, 300_000);

  afterAll(async () => {
    await shop?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function scan(flags: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const args = ["scan", "--prometheus", shop.url, "--at", shop.at, "-o", "json", ...flags];
    const { code, stdout, stderr } = await optpass(args, { environment });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const report: Report = JSON.parse(stdout);
    return report;
  }

  test("reads once, and remembers in one file of the folder that it makes", async () => {
    const store = join(folder, "deep", "store");
    const first = await scan(["--store", store]);
    const second = await scan([], { OPTPASS_STORE: store });

    expect(await readdir(store)).toEqual(["optpass.db"]);
    expect(second.stats.samples).toBeLessThan(first.stats.samples / 100);
    expect(second.recommendations).toEqual(first.recommendations);
    expect(second.notices).toEqual(first.notices);
  });

  test("does not take one tenant, or one part of a source, for another", async () => {
    const store = join(folder, "tenants");
    const tenant = (name: string) => ["--store", store, "--prometheus-header", `X-Scope-OrgID: ${name}`];
    const first = await scan(tenant("one"));

    expect((await scan(tenant("two"))).stats.samples).toBe(first.stats.samples);
    expect(
      (await scan([...tenant("one"), "--selector", '{namespace="payments"}'])).stats.samples,
    ).toBeGreaterThan(first.stats.samples / 20);
    expect((await scan(tenant("one"))).stats.samples).toBeLessThan(first.stats.samples / 100);
  });

  test("does not begin anew because a credential was replaced", async () => {
    const store = join(folder, "credentials");
    const flags = ["--store", store];
    const first = await scan(flags, { OPTPASS_PROMETHEUS_TOKEN: "one" });

    const second = await scan(flags, { OPTPASS_PROMETHEUS_TOKEN: "two" });

    expect(second.stats.samples).toBeLessThan(first.stats.samples / 100);
  });

  test("ends before it reads anything where the store cannot be used", async () => {
    await writeFile(join(folder, "taken"), "");

    const args = ["scan", "--prometheus", shop.url, "--at", shop.at, "--store", join(folder, "taken")];
    const { code, stderr } = await optpass(args);

    expect(code).toBe(2);
    expect(stderr).toContain(`error: --store: cannot make the folder ${join(folder, "taken")}: EEXIST`);
  });
});
