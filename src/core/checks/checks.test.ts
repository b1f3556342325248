import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changedBlocks } from "./changed-blocks.ts";
import {
  configCheck,
  type LineNote,
  mergeGroupCheck,
  type ProposalToCheck,
  proposalCheck,
  verbOfButton,
} from "./index.ts";

const before = [
  "resources:",
  "  requests:",
  "    cpu: 1",
  "    memory: 1Gi",
  "  limits:",
  "    cpu: 2",
  "",
].join("\n");
const note: LineNote = {
  path: "api.yaml",
  line: 3,
  proposed: "230m",
  title: "requests.cpu: 1 → 230m",
  message: "Its 99th percentile is 210m.",
};
const proposal: ProposalToCheck = {
  commit: "c1",
  title: "payments/api: cpu 1 → 230m",
  summary: "Lowers the request.",
  evidence: "### Evidence",
  state: "open",
  warnings: [],
  notes: [note],
  files: [{ path: "api.yaml", before, after: before.replace("cpu: 1", "cpu: 230m") }],
};
const lines = (change: Partial<ProposalToCheck>) =>
  proposalCheck({ ...proposal, ...change }).annotations.map(({ path, line }) => `${path}:${line}`);

describe("the check on a proposal", () => {
  test("passes, and annotates the line that changes", () => {
    expect(proposalCheck(proposal)).toMatchObject({
      name: "optpass/proposal",
      conclusion: "success",
      annotations: [{ path: "api.yaml", line: 3, level: "notice", title: "requests.cpu: 1 → 230m" }],
    });
  });

  test("is neutral with a warning, never a failure, and shows the warning", () => {
    const check = proposalCheck({ ...proposal, warnings: ["Short history of @octocat"] });

    expect(check.conclusion).toBe("neutral");
    expect(check.summary).toMatch(/^> \[!WARNING\]\n> Short history of @&#8203;octocat\n\nLowers/);
  });

  test("annotates the new line where lines were added above", () => {
    const after = `# one\n# two\n${before.replace("cpu: 1", "cpu: 230m")}`;

    expect(lines({ files: [{ path: "api.yaml", before, after }] })).toEqual(["api.yaml:5"]);
  });

  test("annotates the line that holds the value where a block was added below a key", () => {
    const old = "spec:\n  containers:\n    - name: api\n      image: x\n";
    const after = `${old}      resources:\n        requests:\n          cpu: 230m\n`;

    expect(
      lines({ notes: [{ ...note, line: 4 }], files: [{ path: "api.yaml", before: old, after }] }),
    ).toEqual(["api.yaml:7"]);
  });

  test("annotates the line above what was taken out", () => {
    const after = before.replace("  limits:\n    cpu: 2\n", "");

    expect(
      lines({ notes: [{ ...note, line: 6, proposed: null }], files: [{ path: "api.yaml", before, after }] }),
    ).toEqual(["api.yaml:4"]);
  });

  test("annotates nothing in files and places that the diff does not show", () => {
    expect(lines({ notes: [{ ...note, path: "other.yaml" }] })).toEqual([]);
    expect(lines({ notes: [{ ...note, line: 90 }] })).toEqual([]);
  });

  test("cuts evidence that is too long, and closes what is open there", () => {
    const evidence = `<details>\n\n\`\`\`promql\n${"rate(x[5m])\n".repeat(9000)}\`\`\`\n\n</details>\n`;
    const { text } = proposalCheck({ ...proposal, evidence });

    expect(text?.length).toBeLessThanOrEqual(65_535);
    expect(text).toMatch(/rate\(x\[5m\]\)\n+```\n\n<\/details>\n\nThe rest is left out/);
  });

  test("has at most three buttons whose names GitHub takes, and each is a command", () => {
    for (const state of ["open", "merged", "closed"] as const) {
      const { buttons } = proposalCheck({ ...proposal, state });
      expect(buttons.length).toBeLessThanOrEqual(3);
      for (const { id, label, description } of buttons) {
        expect([id.length <= 20, label.length <= 20, description.length <= 40]).toEqual([true, true, true]);
        expect(verbOfButton(id)).toBe(id);
      }
    }
    expect(verbOfButton("constructor")).toBeNull();
  });
});

describe("the check on a configuration", () => {
  test("passes where nothing is wrong", () => {
    expect(configCheck("c1", { kind: "good", remarks: [] })).toMatchObject({
      name: "optpass/config",
      conclusion: "success",
      annotations: [],
    });
  });

  test("fails where something is, on its line", () => {
    const flaw = { path: ".github/optpass.yml", line: 3, message: "`risk` has to be below 1" };
    const elsewhere = { path: "acme/.github:optpass.yml", line: 9, message: "there is no such key" };
    const remark = { ...flaw, title: "tuning.risk" };

    const check = configCheck("c1", { kind: "flawed", flaws: [flaw, elsewhere], remarks: [remark] });

    expect(check).toMatchObject({ conclusion: "failure", title: "2 problems in the configuration" });
    expect(check.annotations).toEqual([
      { path: flaw.path, line: 3, level: "failure", title: "tuning.risk", message: flaw.message },
    ]);
    expect(check.summary).toContain("there is no such key");
  });

  test("warns on a line of a good one, and does not fail for it", () => {
    const remark = {
      path: "optpass.yml",
      line: 1,
      title: "OptPass configuration",
      message: "it is not read",
    };

    expect(configCheck("c1", { kind: "good", remarks: [remark] })).toMatchObject({
      conclusion: "success",
      annotations: [{ path: "optpass.yml", level: "warning" }],
    });
  });

  test("always concludes: also where it is taken away, or left as it is in a merge queue", () => {
    for (const kind of ["removed", "untouched"] as const)
      expect(configCheck("c1", { kind })).toMatchObject({ conclusion: "success", annotations: [] });
    expect(mergeGroupCheck("c1")).toMatchObject({ name: "optpass/proposal", conclusion: "success" });
  });

  test("shows nothing of a hostile file as markup, and stays below what GitHub takes", () => {
    const message = `@team <img src=x> [x](http://evil) ${"x".repeat(100_000)}`;
    const flaws = Array.from({ length: 50 }, (_, line) => ({ path: "optpass.yml", line: line + 1, message }));

    const check = configCheck("c1", {
      kind: "flawed",
      flaws,
      remarks: flaws.map((one) => ({ ...one, title: message })),
    });

    expect(check.summary.length).toBeLessThan(65_536);
    expect(check.summary).not.toMatch(/@team|<img|\]\(http/);
    expect(Math.max(...check.annotations.map(({ title }) => title.length))).toBeLessThanOrEqual(201);
    expect(Math.max(...check.annotations.map((one) => one.message.length))).toBeLessThanOrEqual(2001);
  });
});

test("changed blocks turn the old lines into the new ones, for any two files", () => {
  const text = fc
    .array(fc.constantFrom("a\n", "b\n", "c\n", "d\n"), { maxLength: 12 })
    .map((all) => all.join(""));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const old = before.split("\n");
      const now = after.split("\n");
      const rebuilt: string[] = [];
      let at = 1;
      for (const block of changedBlocks({ path: "x", before, after })) {
        rebuilt.push(
          ...old.slice(at - 1, block.before.from - 1),
          ...now.slice(block.after.from - 1, block.after.to - 1),
        );
        at = block.before.to;
      }
      expect([...rebuilt, ...old.slice(at - 1)].join("\n")).toBe(after);
    }),
  );
});
