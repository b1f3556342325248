import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { templatePath } from "../../src/adapters/system/template.ts";
import { type CliRun, optpass } from "../support/cli/run-cli.ts";
import { startPrometheus } from "../support/prometheus/start-prometheus.ts";

const snapshot = ["--snapshot", templatePath("demo/telemetry.json.gz")];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "optpass-bad-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** One line on stderr, nothing on stdout, and the exit code. */
function expectRefusal(result: CliRun, code: number, message: RegExp): void {
  expect(result.stderr).toMatch(message);
  expect(result.stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(result.stdout).toBe("");
  expect(result.code).toBe(code);
}

describe("a command line that is wrong", () => {
  test.each([
    [["scan", "--nonsense"], /unknown option '--nonsense'/],
    [["scan", "--snapshot"], /argument missing/],
    [["scam"], /unknown command 'scam'/],
    [["scan"], /say where Prometheus is/],
    [["scan", "--prometheus", "localhost:9090"], /must start with http/],
    [["scan", "--prometheus", "http://127.0.0.1:1", "--window", "14"], /"14" is not a duration/],
    [["scan", "--prometheus", "http://127.0.0.1:1", "--window", "5y"], /between 2d and 90d/],
    [["scan", "--prometheus", "http://127.0.0.1:1", "--at", "yesterday"], /"yesterday" is not a time/],
    [["scan", "--prometheus", "http://127.0.0.1:1", "--selector", "{namespace=}"], /--selector/],
    [
      ["scan", "--prometheus", "http://127.0.0.1:1", "--output", "xml"],
      /Allowed choices are table, json, markdown/,
    ],
    [["scan", "--prometheus", "http://127.0.0.1:1", "--diff"], /need a folder/],
    [["scan", "--prometheus", "http://127.0.0.1:1", "--price-core-hour", "1"], /go together/],
    [["scan", "/does/not/exist", ...snapshot], /there is no folder/],
    [["scan", "--snapshot", "/does/not/exist"], /cannot read/],
    [["scan", "--snapshot", "x", "--window", "3d"], /cannot be used with option/],
    [["scan", ...snapshot, "--workload", "nonsense"], /no workload matches --workload nonsense/],
    [["scan", ...snapshot, "--diff", "--output", "json", "."], /cannot be used with option/],
    [
      ["scan", templatePath("demo/repository"), ...snapshot, "-e", "nonsense"],
      /no environment is called nonsense; there are: /,
    ],
    [
      ["scan", ...snapshot, "--memory-limits", "none"],
      /a memory limit is never removed\. Allowed choices are keep/,
    ],
    [["demo", "--folder", "/proc/optpass/demo"], /--folder: cannot make the folder \/proc\/optpass\/demo/],
    [["pr", "acme", "--prometheus", "http://127.0.0.1:1"], /write OWNER\/REPO/],
    [["pr", "acme/infra", "--prometheus", "http://127.0.0.1:1"], /GitHub credentials are missing/],
  ])("%j says so in one line and exits with 2", async (args, message) => {
    const result = await optpass(args);

    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(message);
    expect(result.stdout).toBe("");
  });

  test("a mistyped flag gets a suggestion", async () => {
    const { stderr } = await optpass(["scan", "--promethus", "http://127.0.0.1:1"]);

    expect(stderr).toContain("Did you mean --prometheus?");
  });

  test("help and version are no errors", async () => {
    expect((await optpass(["--help"])).code).toBe(0);
    expect(await optpass(["--version"])).toMatchObject({ code: 0, stdout: "0.1.0\n" });
  });
});

describe("a source that cannot be read", () => {
  const servers: Server[] = [];

  afterAll(() => {
    for (const server of servers) server.close();
  });

  async function serve(status: number, type: string, body: string): Promise<string> {
    const server = createServer((_, response) =>
      response.writeHead(status, { "content-type": type }).end(body),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    servers.push(server);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test("nothing listens there", async () => {
    expectRefusal(await optpass(["scan", "--prometheus", "http://127.0.0.1:1"]), 3, /127\.0\.0\.1:1/);
  });

  test("it is a web page", async () => {
    const url = await serve(200, "text/html", "<html>hello</html>");

    expectRefusal(await optpass(["scan", "--prometheus", url]), 3, /not a Prometheus/);
  });

  test("it is some other JSON", async () => {
    const url = await serve(200, "application/json", '{"hello":"world"}');

    expectRefusal(await optpass(["scan", "--prometheus", url]), 3, /not a Prometheus/);
  });

  test("it refuses the credentials, and they are not repeated", async () => {
    const url = await serve(401, "text/plain", "no");

    const result = await optpass(["scan", "--prometheus", url], {
      environment: { OPTPASS_PROMETHEUS_TOKEN: "s3cret-token" },
    });

    expectRefusal(result, 3, /credentials/);
    expect(result.stderr).not.toContain("s3cret");
  });

  test.skipIf(inject("tools").prometheus === null)("it has no containers at all", async () => {
    const empty = await startPrometheus({});
    try {
      expectRefusal(await optpass(["scan", "--prometheus", empty.url]), 3, /has no container metrics/);
    } finally {
      await empty.stop();
    }
  });

  test.each([
    ["no JSON", "hello"],
    ["other JSON", '{"a":1}'],
    ["a later format", '{"optpassSnapshot":99}'],
    ["a broken value", '{"optpassSnapshot":1,"product":3}'],
    ["damaged gzip", "\u001f\u008b\u0000"],
  ])("a snapshot with %s", async (_, text) => {
    const file = join(folder, "broken-snapshot");
    await writeFile(file, text, "latin1");

    const result = await optpass(["scan", "--snapshot", file]);

    expectRefusal(result, 2, /broken-snapshot/);
  });
});

describe("a folder with files that are not what they seem", () => {
  let infra: string;

  beforeAll(async () => {
    infra = join(folder, "infra");
    await mkdir(join(infra, "apps"), { recursive: true });
    const api = await readFile(templatePath("demo/repository/apps/payments/api.yaml"), "utf8");
    await writeFile(join(infra, "apps/api.yaml"), api);
    const bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
    for (let level = 1; level < 12; level += 1) {
      bomb.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(", ")}]`);
    }
    const files: Record<string, string | Buffer> = {
      "malformed.yaml": `${api}\n  : [unclosed`,
      "huge.yaml": `kind: Deployment\ncontainers:\n${"- name: x\n".repeat(600_000)}`,
      "bomb.yaml": `kind: Deployment\ncontainers: []\n${bomb.join("\n")}\n`,
      "duplicates.yaml": `kind: Deployment\ncontainers: []\n${"key: 1\n".repeat(20_000)}`,
      "deep.yaml": `kind: Deployment\ncontainers: ${"[".repeat(20_000)}`,
      "binary.yaml": Buffer.from([0, 1, 2, 255, 254, 0]),
      "latin.yaml": Buffer.from("name: caf\u00e9", "latin1"),
      "notes.txt": "nothing",
    };
    for (const [name, content] of Object.entries(files)) await writeFile(join(infra, name), content);
    await symlink("/etc/passwd", join(infra, "outside.yaml"));
    await symlink("/etc", join(infra, "outside"));
  });

  test("does not hide the good file beside them, quickly", async () => {
    const { code, stdout } = await optpass([
      "scan",
      infra,
      ...snapshot,
      "--workload",
      "api",
      "--output",
      "json",
    ]);

    expect(code).toBe(0);
    const { recommendations } = JSON.parse(stdout);
    expect(recommendations.map(({ location }: { location: { file: string } }) => location.file)).toEqual([
      "apps/api.yaml",
      "apps/api.yaml",
      "apps/api.yaml",
    ]);
  });

  test("is not written to by a scan", async () => {
    const before = await readdir(infra, { recursive: true });

    await optpass(["scan", infra, ...snapshot, "--diff"]);

    expect(await readdir(infra, { recursive: true })).toEqual(before);
  });

  test("that holds no manifest at all says so of every workload", async () => {
    const empty = join(folder, "empty");
    await mkdir(empty);

    const { code, stdout } = await optpass(["scan", empty, ...snapshot, "--output", "json"]);

    const { recommendations, skipped } = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(recommendations).toEqual([]);
    expect(new Set(skipped.map((one: { code: string }) => one.code))).toEqual(new Set(["not-in-repository"]));
  });
});
