import Mustache from "mustache";
import { type ChangeRecord, code, countOf, describeWorkload, type Proof, plain } from "../model/index.ts";

/** What a reviewer is told of a pull request that takes values back. */
export interface RollbackStory {
  readonly record: ChangeRecord;
  readonly of: number;
  /** A login. */
  readonly askedBy: string;
  /** Who merged it, a login; `null` where nobody knows. */
  readonly mergedBy: string | null;
  readonly proof: Proof;
  /** How long nothing in the same direction is proposed afterwards: `60d`. */
  readonly cools: string;
  /** What stays as it is, and why. */
  readonly stays: readonly { readonly what: string; readonly why: string }[];
}

export function rollbackTitle(
  { workload, settings }: ChangeRecord,
  of: number,
  { semantic }: { readonly semantic: boolean },
): string {
  const what = plain(describeWorkload(workload)).slice(0, 120);
  const subject = `${what}: roll back ${countOf(settings.length, "setting")} of PR ${of}`;
  return semantic ? `revert: ${subject}` : subject;
}

/** Renders `templates/rollback.md`; the record ends it. */
export function rollbackBody(story: RollbackStory, template: string, metadata: string): string {
  const { record, of, askedBy, mergedBy, proof, cools, stays } = story;
  const values = {
    of,
    askedBy: code(askedBy),
    merger: mergedBy === null ? null : mention(mergedBy),
    settings: record.settings.map(({ workload, container, setting, file, from, to }) => ({
      container: code([...(workload === undefined ? [] : [workload]), container].join(" ")),
      setting: code(setting),
      from: from === null ? "not set" : code(from),
      to: to === null ? "not set" : code(to),
      file: file === "" ? "" : code(file),
    })),
    stays: stays.map(({ what, why }) => ({ what: code(what), why })),
    proof: proof.statements,
    cools,
  };
  const text = Mustache.render(template, values, {}, { escape: (value) => plain(String(value)) });
  return `${text.replace(/\n{3,}/g, "\n\n").trim()}\n\n${metadata}\n`;
}

/** The one who merged is asked, and so is meant to be notified; anything that is no login is only shown. */
function mention(login: string): string {
  return /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/.test(login) ? `@${login}` : code(login);
}
