import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "graphql";
import { expect, test } from "vitest";
import { filesQuestion } from "../../../src/adapters/github/files-at.ts";
import * as lookQuestions from "../../../src/adapters/github/overview-question.ts";
import { reviewsQuestion } from "../../../src/adapters/github/review.ts";
import { costOf } from "./graphql/cost.ts";
import { documentProblems } from "./graphql/execute.ts";

const { overviewQuestion, branchesQuestion, pullsQuestion } = lookQuestions;
const folder = path.join(import.meta.dirname, "../../../src/adapters/github");

/**
 * GraphQL documents as they stand in the sources: in quotes or backticks, beginning with their kind. A choice between two
 * texts inside makes two documents; any other part that is put in is no GraphQL and fails, but for those that are made here.
 */
function documentsIn(source: string): string[] {
  const found = [...source.matchAll(/`((?:query|mutation)\b[^`]*)`|"((?:query|mutation)\b[^"\n]*)"/g)];
  const choice = /\$\{[^{}?]*\? "([^"]*)" : "([^"]*)"\}/g;
  return found.flatMap(([, long = "", short = ""]) => {
    const text = long + short;
    if (text.includes(".map(") || text.includes("${pull")) return made;
    return choice.test(text) ? [text.replaceAll(choice, "$1"), text.replaceAll(choice, "$2")] : [text];
  });
}

/** Documents that grow with what is asked for, as their sources make them. */
const poor = { hasIssues: false, hasChecks: false, hasQueues: false, files: 0 };
const rich = { hasIssues: true, hasChecks: true, hasQueues: true, files: 9 };
const made = [
  ...[reviewsQuestion([1], false), reviewsQuestion([1, 2], true), pullsQuestion(), filesQuestion(2)],
  ...[poor, rich].flatMap((parts) => [overviewQuestion(parts), branchesQuestion(parts)]),
];

const sources = readdirSync(folder)
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .map((file) => ({ file, text: readFileSync(path.join(folder, file), "utf8") }));

test("every GraphQL document of the product is one that GitHub's schema allows", () => {
  const problems = sources.flatMap(({ file, text }) =>
    documentsIn(text).flatMap((document) => documentProblems(document).map((each) => `${file}: ${each}`)),
  );
  expect(problems).toEqual([]);
});

test("every file that asks with GraphQL has a document that was looked at", () => {
  const asking = sources.filter(({ text }) => /\.graphql\(/.test(text));
  expect(asking.length).toBeGreaterThan(0);
  expect(
    asking
      .filter(({ text }) => documentsIn(text).length === 0 && !asksWhatIsMade(text))
      .map(({ file }) => file),
  ).toEqual([]);
});

/** The questions of a look stand in a file of their own, each of which is made above. */
function asksWhatIsMade(text: string): boolean {
  return text.includes("graphql(question(parts)");
}

test("a look at a repository costs one point, and so does each further page of it", () => {
  const points = [overviewQuestion(rich), branchesQuestion(rich), pullsQuestion()].map(
    (document) => costOf(parse(document), {}).points,
  );
  expect(points).toEqual([1, 1, 1]);
  expect(Object.keys(lookQuestions).filter((name) => name.endsWith("Question"))).toHaveLength(points.length);
});

test("a field that GitHub does not have, and a document without its input, are noticed", () => {
  expect(documentProblems("query { viewer { password } }")).toEqual([
    'Cannot query field "password" on type "User".',
  ]);
  expect(documentProblems("mutation { closePullRequest { clientMutationId } }")).toHaveLength(1);
});
