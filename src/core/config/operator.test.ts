import { describe, expect, test } from "vitest";
import { anOperator } from "../../../test/support/builders/configuration.ts";
import { duration } from "../model/index.ts";
import { chooseSource, describeProblem, readOperatorConfig, sourcesFor } from "./index.ts";

function problemsOf(text: string): readonly string[] {
  const operator = readOperatorConfig({ file: "optpass-server.yml", text });
  return operator.ok ? [] : operator.error.map(describeProblem);
}

describe("the operator's file", () => {
  test("has data sources with where their secrets are found", () => {
    const operator = anOperator(`
sources:
  eu:
    url: https://mimir.example/prometheus
    auth: { basic: { username: optpass, password: { file: /run/secrets/mimir } } }
    headers: { X-Scope-OrgID: team-a }
    secretHeaders: { X-Api-Key: { env: MIMIR_KEY } }
    tls: { ca: /etc/ca.pem }
    selector: '{cluster="eu"}'
    limits: { timeout: 90s, bytes: 64Mi }
  us: { url: "https://us.example", auth: { sigv4: { region: us-east-1 } } }
`);

    expect(operator.sources).toMatchObject([
      {
        name: "eu",
        url: "https://mimir.example/prometheus",
        auth: { kind: "basic", username: "optpass", password: { file: "/run/secrets/mimir" } },
        headers: [
          { name: "X-Scope-OrgID", value: "team-a" },
          { name: "X-Api-Key", value: { env: "MIMIR_KEY" } },
        ],
        tls: { caFile: "/etc/ca.pem", certFile: null, keyFile: null, insecure: false },
        selector: '{cluster="eu"}',
        limits: { timeout: duration(90, "s"), bytes: 64 * 2 ** 20, concurrency: null },
      },
      { name: "us", auth: { kind: "sigv4", region: "us-east-1" }, headers: [], selector: null },
    ]);
  });

  test("allows repositories by pattern, in any case", () => {
    const { allows } = anOperator('repositories: ["acme/*", "!acme/legacy-*"]');

    expect(["Acme/Infra", "acme/legacy-1", "other/infra"].map(allows)).toEqual([true, false, false]);
  });

  test("stops everything with one key", () => {
    expect(anOperator("stopped: { reason: incident 4711 }").stopped).toEqual({ reason: "incident 4711" });
    expect(anOperator("bounds: {}").stopped).toBeNull();
  });

  test("merges nothing by itself unless it says so", () => {
    expect(anOperator("bounds: {}").bounds).toMatchObject({ mode: "pr", autoMerge: false, paths: [] });
  });

  test("says what is wrong where it stands", () => {
    const problems = problemsOf(`version: 1
sources:
  main:
    url: https://user:secret@prometheus
    auth: { bearer: abc }
    limits: { bytes: 1Gi }
  "http://x": { url: http://x }
bound: {}
force: { limts: {} }
`);

    expect(problems.map((one) => one.split(": ", 3).slice(0, 2).join(": "))).toEqual([
      "optpass-server.yml:1:1: repositories",
      "optpass-server.yml:4:10: sources.main.url",
      "optpass-server.yml:5:21: sources.main.auth.bearer",
      "optpass-server.yml:7:3: sources.http://x",
      "optpass-server.yml:8:1: bound",
      "optpass-server.yml:9:10: force.limts",
    ]);
    expect(problems.join("\n")).not.toContain("secret@");
  });

  test("bounds the size of answers", () => {
    const text =
      'version: 1\nrepositories: ["*/*"]\nsources: { main: { url: http://x, limits: { bytes: 1Gi } } }';

    expect(problemsOf(text)).toEqual([
      "optpass-server.yml:3:52: sources.main.limits.bytes: 1Gi is not between 1Mi and 511Mi",
    ]);
  });
});

describe("a repository's data source", () => {
  const two = anOperator(`
sources:
  shared: { url: http://shared }
  payments: { url: http://payments, repositories: ["acme/payments-*"] }
`);

  test("is the one that it names, if it may", () => {
    expect(chooseSource(two, "payments")).toMatchObject({
      ok: true,
      value: { name: "payments" },
    });
    expect(chooseSource(sourcesFor(two, "acme/web"), "payments")).toEqual({
      ok: false,
      error: 'the operator opens no data source "payments" to this repository; there is shared',
    });
  });

  test("is the only one that it may choose, where it names none", () => {
    expect(chooseSource(sourcesFor(two, "acme/web"), null)).toMatchObject({
      ok: true,
      value: { name: "shared" },
    });
    expect(chooseSource(sourcesFor(two, "acme/payments-infra"), null)).toEqual({
      ok: false,
      error: "choose a data source with `source`; there are shared, payments",
    });
    expect(chooseSource({ sources: [] }, null).ok).toBe(false);
  });
});
