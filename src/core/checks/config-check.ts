import {
  type CheckAnnotation,
  type CheckReport,
  checkNames,
  countOf,
  plain,
  showText,
} from "../model/index.ts";
import { cutLines } from "./cut-lines.ts";

/** What a look at the configuration that a merge would leave found. */
export type ConfigFinding =
  /** `remarks` are on lines that the pull request shows, as those of the flaws are. */
  | { readonly kind: "good"; readonly remarks: readonly ConfigRemark[] }
  | {
      readonly kind: "flawed";
      readonly flaws: readonly ConfigFlaw[];
      readonly remarks: readonly ConfigRemark[];
    }
  /** The merge takes it away. */
  | { readonly kind: "removed" }
  /** The merge leaves it as it is, good or not. */
  | { readonly kind: "untouched" };

/** What is wrong, and where. `line` is one-based; the path may be one of another repository. */
export interface ConfigFlaw {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

export interface ConfigRemark extends ConfigFlaw {
  readonly title: string;
}

/** The check on what changes the configuration. This one fails: a merge would leave the file unread. */
export function configCheck(commit: string, finding: ConfigFinding): CheckReport {
  return { name: checkNames.config, commit, ...sayings(finding), text: null, buttons: [] };
}

function sayings(
  finding: ConfigFinding,
): Pick<CheckReport, "conclusion" | "title" | "summary" | "annotations"> {
  switch (finding.kind) {
    case "good":
      return {
        conclusion: "success",
        title: "The configuration is good",
        summary: "It counts once it is merged into the default branch.",
        annotations: finding.remarks.map((remark) => annotation("warning", remark)),
      };
    case "flawed": {
      const { flaws, remarks } = finding;
      const lines = flaws.map(
        ({ path, line, message }) => `- ${plain(`${path}:${line}`)}: ${plain(message)}`,
      );
      return {
        conclusion: "failure",
        title: `${countOf(flaws.length, "problem")} in the configuration`,
        summary: cutLines(`Until this is solved, a merge would not be read:\n\n${lines.join("\n")}`),
        annotations: remarks.map((remark) => annotation("failure", remark)),
      };
    }
    case "removed":
      return {
        conclusion: "success",
        title: "The configuration is taken away",
        summary: "Without one, OptPass proposes no values here.",
        annotations: [],
      };
    case "untouched":
      return {
        conclusion: "success",
        title: "The configuration stays as it is",
        summary: "Nothing in this changes it.",
        annotations: [],
      };
  }
}

function annotation(
  level: CheckAnnotation["level"],
  { path, line, title, message }: ConfigRemark,
): CheckAnnotation {
  return { path, line, level, title: showText(title, 200), message: showText(message, 2000) };
}
