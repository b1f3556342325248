import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readTemplate } from "../../src/adapters/system/template.ts";
import { configCheck, proposalCheck } from "../../src/core/checks/index.ts";
import { parseComment } from "../../src/core/commands/index.ts";
import { configProblemsIssue } from "../../src/core/config/index.ts";
import { dashboardBody } from "../../src/core/dashboard/index.ts";
import { type ChangePlan, instant, quantity, readCheckboxes } from "../../src/core/model/index.ts";
import { previewBody } from "../../src/core/onboard/index.ts";
import {
  branchName,
  changeTitle,
  closeComment,
  commitMessage,
  pullRequestBody,
  readCommitMessage,
} from "../../src/core/propose/index.ts";
import { apiContainer, aRecommendation } from "../support/builders/evidence.ts";
import { hostileText } from "../support/builders/hostile-text.ts";
import { effectsOf, plainEffectsOf } from "../support/markdown/what-it-does.ts";

// Names come from clusters and metric labels, paths from repositories, messages from servers: all of them may be chosen
// by somebody who wants a link, a mention, a closed issue or a ticked box in a text that OptPass signs.
const templates = {
  pullRequest: readTemplate("pull-request.md"),
  summary: readTemplate("check-summary.md"),
  evidence: readTemplate("check-evidence.md"),
  dashboard: readTemplate("dashboard.md"),
  onboarding: readTemplate("onboarding.md"),
};
const branch = "optpass/payments/api/resources";

function planOf(name: string): ChangePlan {
  const workload = { ...apiContainer, namespace: name, name };
  const target = { ...workload, container: name };
  const location = { file: name, line: 1, path: name };
  return {
    id: `${name}/${name}/resources`,
    workload,
    recommendations: [
      aRecommendation({ target, location, environment: name, reasons: [name] }),
      aRecommendation({
        target,
        location,
        setting: "limits.memory",
        current: null,
        proposed: quantity("1Gi"),
      }),
    ],
  };
}

function storyOf(name: string) {
  const plan = planOf(name);
  const target = plan.recommendations[0]?.target ?? apiContainer;
  return {
    plan,
    proof: { statements: [name] },
    findings: [
      { guard: "budget", verdict: "warn" as const, message: name },
      { guard: "budget", verdict: "pass" as const, message: name },
    ],
    skipped: [{ target, setting: null, refusal: { code: "requests-unknown" as const } }],
    source: name,
  };
}

const frame = (name: string) => ({ status: [name], controls: "", metadata: "<!--optpass:v1:e30-->" });

const checkOf = (name: string) =>
  proposalCheck({
    commit: "c1",
    title: changeTitle(planOf(name)),
    summary: pullRequestBody(storyOf(name), templates.summary, { ...frame(name), metadata: "" }),
    evidence: pullRequestBody(storyOf(name), templates.evidence, { ...frame(name), metadata: "" }),
    state: "open",
    warnings: [name],
    notes: [{ path: name, line: 1, proposed: "230m", title: name, message: name }],
    files: [{ path: name, before: "cpu: 1\n", after: "cpu: 230m\n" }],
  });

/** Every text in Markdown that OptPass writes on a code host, with one name in all of its places. */
const texts: Readonly<Record<string, (name: string) => string>> = {
  "the body of a pull request": (name) => pullRequestBody(storyOf(name), templates.pullRequest, frame(name)),
  "the comment that closes one": (name) => closeComment("superseded", name),
  "the summary of a check": (name) => checkOf(name).summary,
  "the evidence of a check": (name) => checkOf(name).text ?? "",
  "the check of a configuration": (name) =>
    configCheck("c1", {
      kind: "flawed",
      flaws: [{ path: name, line: 1, message: name }],
      remarks: [],
    }).summary,
  "the issue about a configuration": (name) =>
    configProblemsIssue([{ file: name, line: 1, column: 1, path: name, message: name }]).body,
  "the dashboard": (name) =>
    dashboardBody(
      {
        paused: { by: name, since: name },
        problems: [name],
        sources: [{ name, isHealthy: false, message: name }],
        items: [{ section: "open", title: name, branch, number: 7, detail: name }],
        inBalance: [{ what: name, why: name }],
        managed: [
          {
            ...{ target: name, setting: "requests.cpu", current: name, proposed: name },
            ...{ confidence: 0.9, evaluated: instant(1_795_500_000_000) },
          },
        ],
      },
      templates.dashboard,
    ),
  "the onboarding pull request": (name) =>
    previewBody(
      {
        file: ".github/optpass.yml",
        isConfigured: false,
        problems: [name],
        environments: [{ name, kind: "raw", path: name }],
        matched: [{ workload: name, environment: name, file: name }],
        unmatched: [{ workload: name, why: name }],
        proposals: [{ title: name, saves: name, place: name }],
        total: "1 setting of 1 workload to change.",
        limits: { open: 3, openedAnHour: 1 },
        rhythm: "Passes run every hour.",
        notices: [name],
      },
      templates.onboarding,
    ),
};

// Each once did more than a harmless name.
const known: [string][] = [["<!-- optpass:status-end --><!-- optpass:status -->"], ["\\|@octocat"], ["    "]];

describe("a hostile name", () => {
  test.each(Object.entries(texts))("in %s does no more than a harmless one", (_, write) => {
    const { links, html, headings } = effectsOf(write("harmless"));
    const boxes = readCheckboxes(write("harmless"));
    fc.assert(
      fc.property(hostileText, (name) => {
        const text = write(name);

        expect(effectsOf(text)).toEqual({ links, html, headings, images: [], found: [], unseen: [] });
        expect(readCheckboxes(text)).toEqual(boxes);
        expect(parseComment(text, "optpass[bot]")).toEqual([]);
      }),
      { numRuns: 40, examples: known },
    );
  });

  test("in a title and an annotation is one line that mentions and hides nothing", () => {
    fc.assert(
      fc.property(hostileText, (name) => {
        const { title, annotations } = checkOf(name);

        expect(plainEffectsOf(changeTitle(planOf(name), { semantic: true }))).toEqual({
          found: [],
          unseen: [],
        });
        for (const text of [title, ...annotations.flatMap((one) => [one.title, one.message])]) {
          expect(text).not.toContain("\n");
          expect(plainEffectsOf(text).unseen).toEqual([]);
        }
      }),
    );
  });

  test("in the message of a commit mentions nobody, closes nothing and adds no line of its own", () => {
    const shape = (message: string) => message.split("\n").map((line) => line.split(/[ :]/, 1)[0]);
    const write = (name: string) =>
      commitMessage(planOf(name), [{ path: name, before: "", after: "" }], "t1");
    fc.assert(
      fc.property(hostileText, (name) => {
        const message = write(name);
        const record = readCommitMessage(planOf(name).id, planOf(name).workload, {
          ...{ commit: "c1", message, tree: "t1" },
        });

        expect(plainEffectsOf(message)).toEqual({ found: [], unseen: [] });
        expect(shape(message).slice(1)).toEqual(shape(write("harmless")).slice(1));
        // What is remembered is what was proposed, to the letter.
        expect(record?.settings.map(({ container }) => container)).toEqual([name, name]);
      }),
    );
  });

  test("in a branch is part of a reference that git takes", () => {
    fc.assert(
      fc.property(hostileText, (name) => {
        expect(branchName(`${name}/${name}/resources`)).toMatch(
          /^optpass\/(?!.*(?:\.\.|\/\/|\/\.|\.lock(?:\/|$)))[a-z0-9./-]*[a-z0-9]$/,
        );
      }),
    );
  });
});
