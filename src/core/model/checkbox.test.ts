import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { carryTicks, checkbox, readCheckboxes, untick } from "./index.ts";

const branch = "optpass/payments/api/resources";
const rebase = checkbox("rebase", branch, "Rebase it");
const tick = (text: string) => text.replace("[ ]", "[x]");

describe("boxes to tick", () => {
  test("say what they order, about which branch, and whether they are ticked", () => {
    expect(readCheckboxes(`Intro\n\n${tick(rebase)}\n${checkbox("recreate", "all", "All")}\n`)).toEqual([
      { verb: "rebase", subject: branch, isTicked: true },
      { verb: "recreate", subject: "all", isTicked: false },
    ]);
  });

  test("are read with the line ends and the capital X that a browser leaves", () => {
    expect(readCheckboxes(`a\r\n${rebase.replace("[ ]", "[X]")}\r\n`)).toMatchObject([{ isTicked: true }]);
  });

  test("are nothing inside of a sentence", () => {
    expect(readCheckboxes(`see ${tick(rebase)}`)).toEqual([]);
  });

  test("a tick made while a new text was written survives in it", () => {
    const next = `New numbers\n${rebase}\n`;

    expect(carryTicks(next, `Old numbers\n${tick(rebase)}\n`)).toBe(`New numbers\n${tick(rebase)}\n`);
  });

  test("a tick whose order was carried out does not, but one made meanwhile does", () => {
    const other = checkbox("recreate", branch, "Recreate it");
    const handled = readCheckboxes(tick(rebase));

    expect(untick(`${tick(rebase)}\n${tick(other)}`, handled)).toBe(`${rebase}\n${tick(other)}`);
  });

  test("writing and reading agree for every verb and branch", () => {
    const verb = fc.stringMatching(/^[a-z][a-z-]{0,20}$/);
    const subject = fc.stringMatching(/^optpass\/[a-z0-9./-]{1,80}$/);
    fc.assert(
      fc.property(verb, subject, fc.boolean(), (verb, subject, isTicked) => {
        const line = checkbox(verb, subject, "label");
        expect(readCheckboxes(isTicked ? tick(line) : line)).toEqual([{ verb, subject, isTicked }]);
      }),
    );
  });
});
