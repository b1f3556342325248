import { expect, test } from "vitest";
import { type Job, jobKey } from "./job.ts";
import { readJob, writeJob } from "./job-text.ts";

const repository = "acme/shop";
const jobs: readonly Job[] = [
  { kind: "pass", repository, why: "schedule" },
  { kind: "pull-request", repository, number: 5 },
  { kind: "comment", repository, form: "comment", issue: 5, comment: 99 },
  { kind: "comment", repository, form: "review", issue: 5, comment: 99 },
  { kind: "comment", repository, form: "review-comment", issue: 5, comment: 99 },
  { kind: "config-check", repository, number: 5 },
  { kind: "config-recheck", repository, commit: "a".repeat(40) },
  { kind: "proposal-recheck", repository, commit: "a".repeat(40), isThere: true },
  { kind: "merge-group", repository, commit: "a".repeat(40), base: "b".repeat(40) },
  { kind: "checkbox", repository, on: "issue", number: 5, by: "ann" },
  { kind: "button", repository, check: 7, commit: "a".repeat(40), button: "rerun", by: "ann" },
];

test("what was written is read back", () => {
  expect(jobs.map((job) => readJob(writeJob(job)))).toEqual(jobs);
});

test("what another version wrote is not guessed at", () => {
  for (const text of ["", "{", "null", '{"kind":"dance"}', '{"kind":"pass"}'])
    expect(readJob(text)).toBeNull();
});

test("a comment that waits since before there were other forms is one below everything", () => {
  const text = JSON.stringify({ kind: "comment", repository, issue: 5, comment: 99 });
  expect(readJob(text)).toEqual({ kind: "comment", repository, form: "comment", issue: 5, comment: 99 });
});

test("different jobs have different keys, and equal ones the same", () => {
  expect(new Set(jobs.map(jobKey)).size).toBe(jobs.length);
  expect(jobKey({ kind: "pass", repository, why: "pushed" })).toBe("pass acme/shop");
});
