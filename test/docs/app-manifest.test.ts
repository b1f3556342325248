import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readEvent } from "../../src/core/jobs/index.ts";
import { webhookExamples } from "../support/builders/webhook-examples.ts";
import opens from "../support/fake-github/contract/permissions.json" with { type: "json" };
import { startTestServer } from "../support/server/start-test-server.ts";

const manifest = parse(readFileSync(new URL("../../app.yml", import.meta.url), "utf8"));

/** `contents:write` and the like, of every operation that GitHub's description names. */
const known = new Set([
  ...Object.values(opens).flat(),
  // Opens an event and no operation: https://docs.github.com/en/webhooks/webhook-events-and-payloads#merge_group
  "merge_queues:read",
]);

// GitHub tells these to every app, and refuses a manifest that asks for them.
const unasked = [
  "installation",
  "installation_repositories",
  "installation_target",
  "github_app_authorization",
  "ping",
];

test("the manifest has the keys that GitHub takes, and none else", () => {
  // https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
  expect(Object.keys(manifest).toSorted()).toEqual(
    [
      "default_events",
      "default_permissions",
      "description",
      "hook_attributes",
      "name",
      "public",
      "url",
    ].toSorted(),
  );
  expect(manifest.public).toBe(false);
  expect(manifest.name.length).toBeLessThanOrEqual(34);
});

test("every permission is one that GitHub knows, at a level that it has", () => {
  for (const [permission, level] of Object.entries(manifest.default_permissions)) {
    expect(["read", "write"]).toContain(level);
    expect(known).toContain(`${permission}:${String(level)}`);
  }
});

test("no permission opens workflows, actions, administration, secrets or hooks", () => {
  expect(Object.keys(manifest.default_permissions).toSorted()).toEqual(
    ["checks", "contents", "issues", "merge_queues", "metadata", "pull_requests"].toSorted(),
  );
});

test("every event is one that GitHub has and that OptPass reads, and none that it reads is missing", () => {
  const description = createRequire(import.meta.url).resolve(
    "@octokit/openapi-webhooks/generated/api.github.com.json",
  );
  const names = Object.keys(JSON.parse(readFileSync(description, "utf8")).webhooks);
  for (const event of manifest.default_events) {
    const name = event.replaceAll("_", "-");
    expect(
      names.some((each) => each === name || each.startsWith(`${name}-`)),
      event,
    ).toBe(true);
  }
  const isRead = (name: string) => {
    const reading = readEvent(name, {});
    return reading.kind !== "ignored" || reading.because !== "other-event";
  };
  const read = [...new Set(webhookExamples.map(({ name }) => name))].filter(isRead);
  expect([...manifest.default_events].toSorted()).toEqual(
    read.filter((name) => !unasked.includes(name)).toSorted(),
  );
});

test("deliveries go to where the server takes them, and nowhere else", async () => {
  const { pathname, protocol } = new URL(manifest.hook_attributes.url);
  const server = await startTestServer({ handle: async () => undefined });
  try {
    const answers = await Promise.all(
      [pathname, `${pathname}/`].map((path) =>
        fetch(`http://127.0.0.1:${server.port}${path}`, { method: "POST", body: "{}" }).then(
          ({ status }) => status,
        ),
      ),
    );
    expect(protocol).toBe("https:");
    expect(answers).toEqual([400, 404]);
  } finally {
    await server.end();
  }
});
