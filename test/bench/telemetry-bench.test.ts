import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { builtProgram } from "../../bench/telemetry/build-programs.ts";
import { contenders } from "../../bench/telemetry/contenders.ts";
import { median } from "../../bench/telemetry/median.ts";
import { putInDocument } from "../../bench/telemetry/report/put-in-document.ts";
import { type Report, reportSections, type Section } from "../../bench/telemetry/report/report.ts";

const run = promisify(execFile);
const program = (path: string) => fileURLToPath(new URL(`../../bench/telemetry/${path}`, import.meta.url));
const node = (...args: readonly string[]) => run(process.execPath, ["--import", "tsx", ...args]);

const { prometheus, promtool } = inject("tools");
const ready = process.platform === "linux" && prometheus !== null && promtool !== null;

const document = `before
<!-- bench:telemetry:comparison -->
old
<!-- /bench:telemetry:comparison -->
between
<!-- bench:telemetry:scale -->
<!-- /bench:telemetry:scale -->
after
`;

describe.skipIf(!ready)("the telemetry benchmark, small", () => {
  let folder: string;
  let report: Report;
  let written: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "optpass-bench-test-"));
    const [json, docs] = [join(folder, "report.json"), join(folder, "benchmarks.md")];
    await writeFile(docs, document);
    const flags = ["--small", "--runs", "1", "--data", folder, "--json", json, "--write", docs];
    await node(program("main.ts"), ...flags);
    report = JSON.parse(await readFile(json, "utf8")) as Report;
    written = await readFile(docs, "utf8");
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test("what is measured decodes in a thread, and the program ends though it forgot that", async () => {
    const decoder = pathToFileURL(builtProgram("../../src/adapters/prometheus/remote-read/decoder.js"));
    const script = `
      const { Decoder } = await import("${decoder.href}");
      const decoder = new Decoder({ bytesBefore: 0 });
      const unpack = () => decoder.unpack(decoder.takeParcel(), { frame: 0, chunk: 0 });
      await unpack();
      while (!decoder.isThreaded) await new Promise((resolve) => setTimeout(resolve, 10));
      console.log((await unpack()).content.runs.length);`;
    const flags = ["--input-type=module", "--eval", script];
    expect((await run(process.execPath, flags, { timeout: 20_000 })).stdout).toBe("0\n");
  });

  test.each(contenders)("$name answers for every container", ({ id }) => {
    const measured = report.comparison?.rounds.map((round) => round[id]?.containers);
    expect(measured).toEqual([report.comparison?.census.named]);
    expect(measured).not.toEqual([0]);
  });

  test("our pass answers for every container of every size", () => {
    const answered = report.scale?.map(({ runs }) => runs.map(({ containers }) => containers));
    expect(answered).toEqual(report.scale?.map(({ census }) => [census.named]));
    expect(answered).toHaveLength(3);
  });

  test("the document holds a row for every contender and size, and keeps what is not the benchmark's", () => {
    expect(written).toMatch(/^before\n[\s\S]*\nbetween\n[\s\S]*\nafter\n$/);
    expect(written).not.toContain("old");
    for (const { name } of contenders) expect(written).toContain(`\n| ${name} | `);
    expect(written.match(/^\| \d+ \| (?:12h|1d) \| /gm)).toHaveLength(3);
    expect(written).not.toMatch(/NaN|undefined|Infinity/);
  });

  test("a contender that left a container out is named under the tables", () => {
    const { comparison } = report;
    if (comparison === null) throw new Error("no comparison was measured");
    const census = { ...comparison.census, named: comparison.census.named + 1 };
    const text = reportSections({ ...report, comparison: { ...comparison, census } }).get("comparison");
    for (const { name } of contenders) expect(text).toContain(`${name} answered for`);
  });
});

test("a section without its markers is refused, and not lost", () => {
  const sections = new Map<Section, string>([["scale", "table"]]);
  expect(() => putInDocument("no markers", sections)).toThrow("<!-- bench:telemetry:scale -->");
});

test("the median of an even number of values lies between the two in the middle", () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, Number.NaN]);
});

test("a pass refuses an option that it does not know, naming it", async () => {
  const flags = ["--url", "http://127.0.0.1:9", "--at", "2026-03-02T06:00:00Z", "--later", "x"];
  await expect(node(program("pass.ts"), ...flags)).rejects.toMatchObject({
    stderr: expect.stringContaining("unknown option '--later'"),
  });
});
