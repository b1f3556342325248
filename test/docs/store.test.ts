import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { optpass } from "../support/cli/run-cli.ts";
import { type FakeGitHub, startFakeGitHub } from "../support/fake-github/start-fake-github.ts";

const page = readFileSync(new URL("../../docs/store.md", import.meta.url), "utf8");
const commands = [...page.matchAll(/^optpass (.+)$/gm)].map(([, args = ""]) => args.split(" "));

test("the commands of docs/store.md run as they are written, and rebuild says what the page says is lost", async () => {
  const folder = await mkdtemp(join(tmpdir(), "optpass-docs-"));
  const github: FakeGitHub = await startFakeGitHub();
  try {
    await github.createRepository({ owner: "acme", name: "infra", files: { "a.txt": "a" } });
    const app = github.createApp({ account: "acme" });
    const environment = {
      OPTPASS_STORE: folder,
      OPTPASS_GITHUB_URL: github.url,
      OPTPASS_APP_ID: String(app.appId),
      OPTPASS_APP_PRIVATE_KEY: app.privateKey,
    };
    const runs = [];
    for (const args of commands) runs.push({ args, ...(await optpass(args, { environment })) });

    expect(runs.map(({ args: [verb], code }) => [verb, code])).toEqual([
      ["history", 0],
      // Nothing is recorded yet, and that is what it says.
      ["history", 2],
      ["audit", 0],
      ["audit", 0],
      ["rebuild", 0],
    ]);
    const rebuilt = runs.at(-1)?.stdout ?? "";
    const lost = [...rebuilt.matchAll(/^ {2}- (.+)$/gm)].map(([, line = ""]) => line);
    expect(lost.length).toBeGreaterThan(2);
    for (const line of lost) expect(page).toContain(`- ${line}`);
  } finally {
    await github.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
