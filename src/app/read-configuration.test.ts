import { describe, expect, test } from "vitest";
import { defaultTuning } from "../core/analysis/index.ts";
import { describeProblem, findConfig, type PresetFile } from "../core/config/index.ts";
import type { RepositoryFile } from "../core/model/index.ts";
import { type ConfigurationSources, defaultConfiguration, readConfiguration } from "./read-configuration.ts";

function sources(
  files: Readonly<Record<string, string>>,
  presets: Readonly<Record<string, string>> = {},
  more: Partial<ConfigurationSources> = {},
) {
  const asked: string[] = [];
  const readPreset = async ({ owner, repository, path, ref }: PresetFile): Promise<string | null> => {
    const name = `${owner}/${repository}:${path}@${ref ?? "default"}`;
    asked.push(name);
    return presets[name] ?? null;
  };
  const texts = Object.entries(files).map(([path, text]): [string, RepositoryFile] => [
    path,
    { kind: "text", text },
  ]);
  const found = findConfig({ origin: "acme/infra", files: new Map(texts) });
  return {
    asked,
    from: { found, organisation: null, owner: "acme", readPreset, operator: null, repository: null, ...more },
  };
}

async function problemsOf(from: ConfigurationSources): Promise<readonly string[]> {
  const read = await readConfiguration(from);
  return read.ok ? [] : read.error.map(describeProblem);
}

const own = ".github/optpass.yml";

describe("a repository's configuration", () => {
  test("is the first file that is there; others are told and not read", async () => {
    const { from } = sources({ [own]: "version: 1\nmode: observe", "optpass.yml": "version: 7" });

    const read = await readConfiguration(from);

    expect(read).toMatchObject({ ok: true, value: { policy: { mode: "observe" } } });
    expect(read.ok && read.value.warnings.map(describeProblem)).toEqual([
      "optpass.yml:1:1: it is not read, because there is .github/optpass.yml",
    ]);
  });

  test("goes over the presets of its owner, and those over theirs", async () => {
    const { from, asked } = sources(
      { [own]: "version: 1\nextends: [acme/platform:base.yml@v1]\nlimits: { open: 1 }" },
      {
        "acme/platform:base.yml@v1":
          "version: 1\nextends: [Acme/platform:more.yml]\nlimits: { open: 9, inFlight: 2 }\nwindow: 7d",
        "Acme/platform:more.yml@default": "version: 1\nwindow: 30d\ngrouping: namespace",
      },
    );

    const read = await readConfiguration(from);

    expect(asked).toEqual(["acme/platform:base.yml@v1", "Acme/platform:more.yml@default"]);
    expect(read).toMatchObject({
      ok: true,
      value: { policy: { limits: { open: 1, inFlight: 2 }, window: 7 * 86_400_000, grouping: "namespace" } },
    });
  });

  test("goes over its organisation's", async () => {
    const organisation = { file: "acme/.github:optpass.yml", text: "version: 1\nmode: observe\nwindow: 7d" };
    const { from } = sources({ [own]: "version: 1\nmode: pr" }, {}, { organisation });

    expect(await readConfiguration(from)).toMatchObject({
      ok: true,
      value: { policy: { mode: "pr", window: 7 * 86_400_000 }, isConfigured: true },
    });
  });

  test("tells mistakes of the organisation and its own together", async () => {
    const organisation = { file: "acme/.github:optpass.yml", text: "version: 2" };
    const { from } = sources({ [own]: "version: 1\nmode: x" }, {}, { organisation });

    expect(await problemsOf(from)).toEqual([
      "acme/.github:optpass.yml:1:10: version: 2 is not 1",
      '.github/optpass.yml:2:7: mode: "x" is none of observe, dashboard, pr',
    ]);
  });

  test("never reads a file of somebody else", async () => {
    const { from, asked } = sources({ [own]: "version: 1\nextends: [evil/x:base.yml]" });

    expect(await problemsOf(from)).toEqual([
      ".github/optpass.yml:2:11: extends[0]: evil/x:base.yml belongs to somebody else: only files of acme are extended",
    ]);
    expect(asked).toEqual([]);
  });

  test("that goes round in circles is refused after three levels", async () => {
    const { from, asked } = sources(
      { [own]: "version: 1\nextends: [acme/x:a.yml]" },
      { "acme/x:a.yml@default": "version: 1\nextends: [acme/x:a.yml]" },
    );

    expect(await problemsOf(from)).toEqual([
      "acme/x:a.yml:2:11: extends[0]: acme/x:a.yml is extended more than 3 levels deep",
    ]);
    expect(asked).toHaveLength(3);
  });

  test("that fans out is refused after ten files", async () => {
    const many = `version: 1\nextends: [${Array.from({ length: 10 }, () => "acme/x:a.yml").join(", ")}]`;
    const { from, asked } = sources({ [own]: many }, { "acme/x:a.yml@default": many });

    const problems = await problemsOf(from);

    expect(asked).toHaveLength(10);
    expect(problems.at(-1)).toContain("more than 10 files are extended in all");
  });

  test("names a preset that is not there, and mistakes of one that is in its own file", async () => {
    const { from } = sources(
      { [own]: "version: 1\nextends: [acme/x:a.yml, acme/x:b.yml@v2]" },
      { "acme/x:b.yml@v2": "version: 1\nmod: pr" },
    );

    expect(await problemsOf(from)).toEqual([
      ".github/optpass.yml:2:11: extends[0]: acme/x:a.yml is not there, or may not be read",
      'acme/x:b.yml@v2:2:1: mod: there is no such key; did you mean "mode"?',
    ]);
  });

  test("without a code host says what is not read, and goes on", async () => {
    const { from } = sources(
      { [own]: "version: 1\nextends: [acme/x:a.yml]\nmode: observe" },
      {},
      { readPreset: null },
    );

    const read = await readConfiguration(from);

    expect(read).toMatchObject({
      ok: true,
      value: {
        policy: { mode: "observe" },
        warnings: [{ message: "acme/x:a.yml is not read here, so what it says does not count" }],
      },
    });
  });

  test("that is a symbolic link is told, not followed", async () => {
    const link: RepositoryFile = { kind: "symlink", target: "/etc/passwd" };
    const found = findConfig({ origin: "acme/infra", files: new Map([[own, link]]) });

    expect(await problemsOf({ ...sources({}).from, found })).toEqual([
      ".github/optpass.yml:1:1: it is a symbolic link, and is not read",
    ]);
  });
});

test("without a word from anybody, the dials are those of the tuners", () => {
  expect(defaultConfiguration().policy.tuning).toEqual({
    risk: defaultTuning.risk,
    cpuLimits: defaultTuning.limits.cpu,
    memoryLimits: defaultTuning.limits.memory,
    minimumSaving: defaultTuning.minimumSaving.monthly,
  });
});
