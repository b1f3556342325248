import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { gzipSync } from "fflate";
import { create } from "tar";
import { describe, expect, test } from "vitest";
import type { RepositoryFiles } from "../../model/index.ts";
import { archiveOf, withPackedCharts } from "./packed-charts.ts";

function repository(bytes: Uint8Array): RepositoryFiles {
  return { origin: "a test", files: new Map([["charts/a-1.tgz", { kind: "archive", bytes }]]) };
}

const chart = "apiVersion: v2\nname: a\n";

/** One entry of a tar archive with whatever name it is given. */
function entry(name: string, text: string): Uint8Array {
  const content = new TextEncoder().encode(text);
  const header = new Uint8Array(512 + Math.ceil(content.length / 512) * 512);
  header.set(new TextEncoder().encode(name), 0);
  header.set(new TextEncoder().encode(content.length.toString(8).padStart(11, "0")), 124);
  header[156] = "0".charCodeAt(0);
  header.set(content, 512);
  return header;
}

function archive(...entries: readonly Uint8Array[]): Uint8Array {
  return gzipSync(Buffer.concat([...entries, new Uint8Array(1024)]));
}

describe("a packed chart", () => {
  test("shows its files under its own path, however long their names are", async () => {
    const folder = await mkdtemp(join(tmpdir(), "optpass-tar-"));
    const long = `templates/${"very-".repeat(30)}long.yaml`;
    try {
      await mkdir(join(folder, "a/templates"), { recursive: true });
      await writeFile(join(folder, "a/Chart.yaml"), chart);
      await writeFile(join(folder, "a", long), "a: ä\n");
      const bytes = await create({ gzip: true, cwd: folder }, ["a"]).concat();

      const files = withPackedCharts(repository(bytes)).files;

      expect(files.get("charts/a-1.tgz/Chart.yaml")).toEqual({ kind: "text", text: chart });
      expect(files.get(`charts/a-1.tgz/${long}`)).toEqual({ kind: "text", text: "a: ä\n" });
      expect(archiveOf(`charts/a-1.tgz/${long}`)).toBe("charts/a-1.tgz");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test.each(["a/../../x.yaml", "a/..", "x.yaml", "a/b\\c"])("leaves out what it calls %s", (name) => {
    const files = withPackedCharts(
      repository(archive(entry("a/Chart.yaml", chart), entry(name, "x: 1\n"))),
    ).files;

    expect([...files.keys()]).toEqual(["charts/a-1.tgz", "charts/a-1.tgz/Chart.yaml"]);
  });

  test("that unpacks to more than is looked at shows nothing, and costs no more memory than that", () => {
    const bomb = gzipSync(new Uint8Array(40 * 1024 * 1024), { level: 1 });

    expect([...withPackedCharts(repository(bomb)).files.keys()]).toEqual(["charts/a-1.tgz"]);
  });

  test("that is cut off anywhere shows at most what it holds", () => {
    const whole = archive(entry("a/Chart.yaml", chart), entry("a/values.yaml", "cpu: 1\n"));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (length) => {
        const files = withPackedCharts(repository(whole.slice(0, length))).files;
        return (
          [...files.values()].every(({ kind }) => kind === "text" || kind === "archive") && files.size <= 3
        );
      }),
    );
  });

  test("of any bytes is no failure", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
        withPackedCharts(repository(gzipSync(bytes)));
        withPackedCharts(repository(bytes));
      }),
    );
  });
});
