import {
  type Asked,
  carryTicks as carryAll,
  checkbox,
  code,
  type Policy,
  plain,
  readCheckboxes,
} from "../model/index.ts";

const boxes: readonly (readonly [Asked, string])[] = [
  ["rerun", "Look again now, and propose what is right today"],
  ["rebase", "Move this onto the newest base branch"],
  ["recreate", "Throw away what people changed in this branch, and propose anew"],
];

/** The end of a body: what happens when, boxes to tick, and the commands. Never cut. */
export function controls(
  branch: string,
  policy: Pick<Policy, "openDuring" | "rejections" | "freezes">,
  { hearsComments }: { readonly hearsComments: boolean },
): string {
  const commands = hearsComments ? `In a comment, ${code("/optpass help")} lists the commands. ` : "";
  return [
    "### What happens next",
    "",
    `${schedule(policy)} It is pushed to again only when a value leaves its dead band, the files change under it, or you ask for it; never while a person's commit is on it, and hardly while it is approved. Closed without a merge, proposals like it are silent for ${days(policy.rejections.lasts)}, unless the workload runs short.`,
    "",
    ...boxes.map(([verb, text]) => checkbox(verb, branch, text)),
    "",
    `${commands}The label ${code("optpass:hold")} keeps everything as it is.`,
  ].join("\n");
}

/**
 * A body that is about to be written, with the boxes ticked that are ticked in the one it replaces, read a moment ago; but
 * not what was done by writing it.
 */
export function carryTicks(replaced: string, written: string, done: Asked | null): string {
  const handled = readCheckboxes(replaced).filter(({ verb }) => verb === done);
  return carryAll(written, replaced, handled);
}

/** What the boxes of a body ask for, the one that does most first; `null`: nothing. */
export function askedIn(body: string, branch: string): Asked | null {
  const ticked = new Set(
    readCheckboxes(body).flatMap((one) => (one.isTicked && one.subject === branch ? one.verb : [])),
  );
  return (["recreate", "rebase", "rerun"] as const).find((verb) => ticked.has(verb)) ?? null;
}

function schedule({ openDuring, freezes }: Pick<Policy, "openDuring" | "freezes">): string {
  const when =
    openDuring === null
      ? "This pull request is looked at in every pass."
      : `This pull request is looked at in every pass, and pushed to during ${openDuring.crons.map(code).join(" or ")} (${plain(openDuring.timeZone)}).`;
  return freezes.length === 0 ? when : `${when} Freezes are kept.`;
}

function days(length: number): string {
  return `${Math.round(length / 86_400_000)} days`;
}
