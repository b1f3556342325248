import { duration, formatDuration, type Happening, type RecordedSetting } from "../model/index.ts";

/** What happened, in a line for people. Names in it come from clusters and people: whoever shows it makes it harmless. */
export function describeHappening(happened: Happening): string {
  switch (happened.kind) {
    case "proposed":
    case "updated":
      return `#${happened.pullRequest}: ${happened.settings.map(describeSetting).join(", ")}`;
    case "closed":
      return `#${happened.pullRequest}: ${happened.reason}`;
    case "rejected": {
      const { pullRequest, labels } = happened;
      const said = labels.filter((label) => label.startsWith("optpass:"));
      return said.length === 0 ? `#${pullRequest}` : `#${pullRequest} with ${said.join(", ")}`;
    }
    case "edited":
      return `#${happened.pullRequest} at ${happened.commit.slice(0, 10)}`;
    case "snoozed":
      return `#${happened.pullRequest} ${happened.until === null ? "no longer" : `until ${happened.until}`}`;
    case "reverted":
      return `#${happened.pullRequest} was ${happened.how === "reverted" ? "taken back" : "raised"} by hand`;
    case "reopened":
    case "merged":
    case "held":
    case "released":
      return `#${happened.pullRequest}`;
    case "ordered":
      return `#${happened.pullRequest}: ${[happened.verb, happened.words].join(" ").trim()}`;
    case "paused":
    case "resumed":
      return "";
    case "live":
      return `#${happened.pullRequest} by ${happened.level}: ${happened.seen}`;
    case "not-live":
      return `#${happened.pullRequest} after ${lengthOf(happened.waitedSeconds)}`;
    case "verified":
    case "regressed":
    case "inconclusive": {
      const { pullRequest, afterSeconds, findings } = happened;
      return [`#${pullRequest} after ${lengthOf(afterSeconds)}`, ...findings].join("; ");
    }
    case "rollback-proposed":
      return `#${happened.pullRequest} by #${happened.rollback}: ${happened.settings.map(describeSetting).join(", ")}`;
    case "rolled-back":
      return `#${happened.pullRequest} by #${happened.rollback}, cooling down until ${happened.cooldownUntil}`;
    case "promoted":
      return `#${happened.pullRequest} to ${happened.environment} as ${happened.next}`;
    case "unknown":
      return happened.data;
  }
}

function describeSetting({ workload, container, setting, from, to }: RecordedSetting): string {
  const place = workload === undefined ? container : `${workload} ${container}`;
  return `${place} ${setting} ${from ?? "unset"} -> ${to ?? "none"}`;
}

function lengthOf(seconds: number): string {
  return formatDuration(duration(Math.round(seconds), "s"));
}
