import type { Refusal } from "../../model/index.ts";
import type { BuiltSurvey } from "../built-survey.ts";
import { joinPath } from "../repository-path.ts";
import type { DeclaredObject } from "./declared-object.ts";
import type { Certainty, Deployment } from "./deployment.ts";
import { declaringTemplate } from "./repository/chart-facts.ts";
import { showAddress, whoseRepository } from "./repository/repository-address.ts";
import type { RepositoryTree } from "./repository/repository-tree.ts";
import type { Work } from "./work.ts";

/** What declarations are read against. */
export interface Reading {
  readonly survey: BuiltSurvey;
  readonly tree: RepositoryTree;
  /** Addresses of this repository, or `owner/name`; empty when it is not known which one it is. */
  readonly repository: readonly string[];
  readonly work: Work;
}

/** A deployment before it is known what puts its declaration into a cluster. */
export type Draft = Omit<Deployment, "id" | "within">;

/** Collects what is not known while one declaration is read. */
export class Doubts {
  readonly problems: Refusal[] = [];
  readonly at: { readonly file: string; readonly line: number };
  certainty: Certainty = "declared";

  constructor({ file, line, problems }: DeclaredObject) {
    this.at = { file, line };
    this.problems.push(...problems);
  }

  otherRepository(repository: string): void {
    this.problems.push({ code: "other-repository", ...this.at, repository: showAddress(repository) });
  }

  /** Notes that a source is not taken for this repository: it is another, or nothing tells that it is this one. */
  notHere({ repository }: Reading, address: string): void {
    if (repository.length > 0) this.otherRepository(address);
    else this.undecided(`it is not known whether ${showAddress(address)} is this repository`);
  }

  outside(path: string): void {
    this.problems.push({ code: "outside-repository", ...this.at, path: clip(path) });
  }

  nothingAt(path: string): void {
    this.problems.push({ code: "nothing-at-path", ...this.at, path: clip(path) });
  }

  valuesElsewhere(holder: string): void {
    this.problems.push({ code: "values-elsewhere", ...this.at, holder: clip(holder) });
  }

  placeholder(text: string): void {
    this.problems.push({ code: "undecided-template", ...this.at, text: clip(text) });
  }

  /** Notes that a chart's template declares further deployments, where it was not rendered to read them. */
  twoStages({ survey, tree }: Reading, chart: string): void {
    const template = declaringTemplate({ survey, tree }, chart);
    const isRead = [...survey.rendered.values()].some(({ origin }) => origin.chart === chart);
    if (template !== null && !isRead) this.problems.push({ code: "two-stage-render", ...this.at, template });
  }

  undecided(why: string): void {
    this.problems.push({ code: "undecided-deployment", ...this.at, why });
  }
}

/**
 * Whether an address means this repository. Where that is not known, the one that holds the path is taken for it, and
 * the answer is marked as assumed.
 */
export function isHere(reading: Reading, doubts: Doubts, address: string, path: string): boolean {
  const whose = whoseRepository(address, reading.repository);
  if (whose !== "unknown") return whose === "this";
  const { tree, survey } = reading;
  const isThere = path !== "" && (tree.directories.has(path) || survey.files.files.has(path));
  if (isThere) doubts.certainty = "assumed";
  return isThere;
}

/**
 * A path that a declaration gives from the root of the repository, a leading `/` or not; `null` after noting why
 * nothing can be said.
 */
export function pathFromRoot(doubts: Doubts, written: string): string | null {
  if (/\{\{/.test(written)) {
    doubts.placeholder(written);
    return null;
  }
  if (/\$\{/.test(written)) {
    doubts.problems.push({ code: "substituted-value", ...doubts.at, text: clip(written) });
    return null;
  }
  const path = joinPath("", written.replace(/^\/+/, ""));
  if (path === null) doubts.outside(written);
  return path;
}

function clip(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 120);
}
