/** A box that a person ticks to order something: `- [ ] <!-- optpass:rebase=optpass/shop/api/resources -->Rebase it`. */
export interface Checkbox {
  readonly verb: string;
  /** The branch that it is about, or `all`, which is no branch of ours, for every box of this verb in the same text. */
  readonly subject: string;
  readonly isTicked: boolean;
}

const box = /^( {0,3}[-*] \[)([ xX])(\] <!-- optpass:([a-z-]{1,30})=([A-Za-z0-9._/-]{1,200}) -->)/gm;

/** One line of Markdown. `label` has to be Markdown already. */
export function checkbox(verb: string, subject: string, label: string): string {
  return `- [ ] <!-- optpass:${verb}=${subject} -->${label}`;
}

export function readCheckboxes(text: string): readonly Checkbox[] {
  return [...text.matchAll(box)].map(([, , tick, , verb = "", subject = ""]) => ({
    verb,
    subject,
    isTicked: tick !== " ",
  }));
}

/**
 * Ticks in a new text what is ticked in the one it replaces, so that a tick made a moment ago is not lost; `handled`
 * are those whose order was carried out, and come out unticked.
 */
export function carryTicks(next: string, current: string, handled: readonly Checkbox[] = []): string {
  const done = new Set(handled.map(keyOf));
  const ticked = new Set(
    readCheckboxes(current)
      .filter(({ isTicked }) => isTicked)
      .map(keyOf)
      .filter((key) => !done.has(key)),
  );
  return setTicks(next, (key) => ticked.has(key));
}

/** The text with these boxes unticked, every other as it is. */
export function untick(text: string, handled: readonly Checkbox[]): string {
  return carryTicks(text, text, handled);
}

function setTicks(text: string, isTicked: (key: string) => boolean): string {
  return text.replace(box, (_, start: string, __, end: string, verb: string, subject: string) => {
    return `${start}${isTicked(keyOf({ verb, subject })) ? "x" : " "}${end}`;
  });
}

function keyOf({ verb, subject }: Pick<Checkbox, "verb" | "subject">): string {
  return `${verb}=${subject}`;
}
