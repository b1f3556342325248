import { readMark, type Seal, writeMark } from "../model/index.ts";
import { cutLines } from "./cut-lines.ts";

/** Of which pull request, and of which of its commits, an evidence comment tells. */
export interface EvidencePlace {
  readonly pullRequest: number;
  readonly commit: string;
}

const name = "evidence";

// GitHub takes 65,536 characters; the fold, the mark and what closes a cut text go with it.
const longest = 64_000;

/** The evidence that fits neither into the description nor into the check, folded. `evidence` is Markdown. */
export function evidenceComment(
  evidence: string,
  { pullRequest, commit }: EvidencePlace,
  seal: Seal | null,
): string {
  const text = cutLines(evidence, longest);
  const mark = writeMark(name, `#${pullRequest}`, { commit }, seal);
  return `<details><summary>The evidence that does not fit into the description</summary>\n\n${text}\n\n</details>\n\n${mark}\n`;
}

/** What takes its place once the description or the check holds everything. */
export function evidenceElsewhere({ pullRequest, commit }: EvidencePlace, seal: Seal | null): string {
  const mark = writeMark(name, `#${pullRequest}`, { commit }, seal);
  return `The evidence is in the description and its check again.\n\n${mark}\n`;
}

/** The commit that an evidence comment of ours tells of; `null` for another text. */
export function evidenceCommit(body: string, pullRequest: number, seal: Seal | null): string | null {
  const mark = readMark(name, `#${pullRequest}`, body, seal);
  return typeof mark === "object" && mark !== null && "commit" in mark && typeof mark.commit === "string"
    ? mark.commit
    : null;
}
