/** The sections with items, in the order in which a person should see them. `box` is what a tick orders. */
export const sections = [
  {
    id: "verifying",
    heading: "Verifying after the merge",
    says: "Merged; the service is compared with what was expected.",
    box: null,
  },
  {
    id: "rollback",
    heading: "Rolling back",
    says: "Takes back what was merged. Merge the pull request to roll back, close it to keep the values.",
    box: null,
  },
  {
    id: "shown",
    heading: "Shown only",
    says: "Would be proposed, but the configuration keeps it to this issue. With `mode: pr` it becomes a pull request.",
    box: null,
  },
  {
    id: "gathering",
    heading: "Gathering evidence",
    says: "Not enough was seen yet; the answer comes by itself.",
    box: null,
  },
  {
    id: "schedule",
    heading: "Awaiting schedule",
    says: "Waits for its time. Tick a box to open the pull request now.",
    box: { verb: "unschedule", all: "Open all of them now" },
  },
  {
    id: "limited",
    heading: "Rate-limited or in flight",
    says: "Waits for others to be merged or verified. Tick a box to open the pull request anyway.",
    box: { verb: "unlimit", all: "Open all of them anyway" },
  },
  {
    id: "open",
    heading: "Open",
    says: "Waits for review. Tick a box to make it anew on today's base branch.",
    box: { verb: "rebase", all: "Rebase all of them" },
  },
  {
    id: "edited",
    heading: "Edited by a person",
    says: "Somebody pushed to the branch, so it is left to them. Tick a box to throw their commits away and start anew.",
    box: { verb: "recreate", all: null },
  },
  {
    id: "errored",
    heading: "Errored",
    says: "Could not be proposed. It is tried again at the next pass; tick a box to try it now.",
    box: { verb: "retry", all: "Try all of them now" },
  },
  {
    id: "closed",
    heading: "Closed (ignored)",
    says: "Somebody said no. Tick a box to propose it again.",
    box: { verb: "unignore", all: null },
  },
] as const;

export type SectionId = (typeof sections)[number]["id"];

type Section = (typeof sections)[number];

/** What a tick on the dashboard may order. */
export type DashboardVerb = NonNullable<Section["box"]>["verb"];
