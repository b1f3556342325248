import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { directorySource } from "../../src/adapters/system/directory-source.ts";
import { templatePath } from "../../src/adapters/system/template.ts";
import { optpass } from "../support/cli/run-cli.ts";
import { type Shop, startShop } from "../support/estate/start-shop.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";

const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
const commands = [...readme.matchAll(/^optpass (.+?)(?: +#.*)?$/gm)].map(([, args = ""]) => args);

const { prometheus, promtool, kubectl } = inject("tools");
const ready = prometheus !== null && promtool !== null && kubectl !== null;

describe.skipIf(!ready)("the commands of the README", () => {
  let shop: Shop;
  let github: FakeGitHub;
  let folder: string;

  beforeAll(async () => {
    [shop, github] = await Promise.all([startShop(), startFakeGitHub()]);
    folder = await mkdtemp(join(tmpdir(), "optpass-readme-"));
    await cp(templatePath("demo/repository"), join(folder, "infra"), { recursive: true });
    const { files } = await directorySource(join(folder, "infra")).read();
    const texts = [...files].flatMap(([path, file]) =>
      file.kind === "text" ? [[path, file.text] as const] : [],
    );
    await github.createRepository({ owner: "acme", name: "infra", files: Object.fromEntries(texts) });
  }, 300_000);

  afterAll(async () => {
    await shop?.stop();
    await github?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test("are there", () => {
    expect(commands.length).toBeGreaterThan(7);
  });

  test.each(commands)("optpass %s", async (command) => {
    const args = command
      .replace("http://localhost:9090", shop.url)
      .replace("./infra", join(folder, "infra"))
      .replace("estate.json.gz", join(folder, "estate.json.gz"))
      .replace("OWNER/REPO", "acme/infra")
      .split(" ");
    const recorded = !args.includes("--prometheus") || args.includes("--help");
    const here = args[0] === "pr" ? ["--github-url", github.url, "--limit", "1"] : [];

    const { code, stderr } = await optpass([...args, ...here, ...(recorded ? [] : ["--at", shop.at])], {
      environment: { GITHUB_TOKEN: github.personalToken(), OPTPASS_GITHUB_WRITE_BURST: "1000" },
    });

    // Beside a diff or a written file stands what was proved of it.
    expect(stderr.replace(/^(?:Wrote|A second YAML parser sees|Rendered before and after,) .*\n/gm, "")).toBe(
      "",
    );
    expect(code).toBe(0);
  });
});
