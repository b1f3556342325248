import type { Command } from "../core/commands/index.ts";
import { code } from "../core/model/index.ts";
import { readMetadata } from "../core/record/index.ts";
import { type Outcome, ordered, refused } from "./order.ts";
import type { Said } from "./said.ts";
import type { Talk } from "./talk.ts";

type Bound = Extract<Command, { readonly verb: "pin" | "limit" }>;

/**
 * Policy is changed by a pull request on the configuration, and never silently. The container is the one that the proposal
 * changes; where it changes several, the person has to say which.
 */
export function boundSetting({ seal }: Talk, command: Bound, { issue, by }: Said): Outcome {
  const { knob, value } = command;
  const record = readMetadata(issue.body, seal);
  if (record === null) return refused("This pull request does not say any more what it proposes.");
  const containers = [...new Set(record.settings.map(({ container }) => container))];
  const [only] = containers;
  const container = knob.container ?? (containers.length === 1 ? only : undefined);
  if (container === undefined || !containers.includes(container)) {
    const names = containers.slice(0, 10).map((name) => code(`${name}:${knob.setting}`));
    return refused(`Say which container: ${names.join(", ")}.`);
  }
  const isPin = command.verb === "pin";
  return ordered({
    kind: "configure",
    branch: issue.pullRequest?.headBranch ?? "",
    container,
    setting: knob.setting,
    floor: isPin || command.bound === "least" ? value : null,
    ceiling: isPin || command.bound === "most" ? value : null,
    askedBy: by,
  });
}
