import { err, isWorkloadKind, ok, type Result, settingNames } from "../../model/index.ts";
import type { SetterTarget } from "./setter.ts";

/** Whether a comment means to be one of these: an object that names `$optpass`. */
export function isSetterComment(comment: string): boolean {
  return /^#+[ \t]*\{[ \t]*["']?\$optpass/.test(comment);
}

// Names of Kubernetes have at most 253 characters.
const longestComment = 1_500;

/**
 * Reads `# {"$optpass": "NAMESPACE/KIND/NAME/CONTAINER:SETTING"}`; the namespace may be empty. The error ends a sentence
 * about the comment.
 */
export function parseSetter(comment: string): Result<SetterTarget, string> {
  if (comment.length > longestComment) return err("is too long");
  let data: unknown;
  try {
    data = JSON.parse(comment.replace(/^#+/, ""));
  } catch {
    return err('is no JSON, as {"$optpass": "..."} is');
  }
  const entries = Object.entries(data ?? {});
  const [entry] = entries;
  if (entries.length !== 1 || entry === undefined || typeof entry[1] !== "string")
    return err("holds more than the name of a setting");
  return parseTarget(entry[1]);
}

function parseTarget(text: string): Result<SetterTarget, string> {
  const match = /^([^/:]*)\/([^/:]+)\/([^/:]+)\/([^/:]+):([^/:]+)$/.exec(text);
  if (match === null) return err("does not name NAMESPACE/KIND/NAME/CONTAINER:SETTING");
  const [, namespace = "", kind = "", name = "", container = "", named = ""] = match;
  const setting = settingNames.find((known) => known === named);
  if (!isWorkloadKind(kind)) return err(`names the kind ${kind.slice(0, 60)}, which is not known`);
  if (setting === undefined)
    return err(`names the setting ${named.slice(0, 60)}, which is none of ${settingNames.join(", ")}`);
  return ok({ namespace: namespace === "" ? null : namespace, kind, name, container, setting });
}
