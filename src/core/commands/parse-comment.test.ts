import fc from "fast-check";
import { Marked } from "marked";
import { describe, expect, test } from "vitest";
import { runs } from "../../../test/support/properties/sweep.ts";
import { duration } from "../model/index.ts";
import { type Command, commandTable, inert, parseComment } from "./index.ts";

const app = "optpass[bot]";
const parse = (text: string) => parseComment(text, app);
const commands = (text: string): readonly Command[] =>
  parse(text).flatMap((spoken) => (spoken.kind === "command" ? [spoken.command] : []));
const mistakes = (text: string) =>
  parse(text).flatMap((spoken) => (spoken.kind === "mistake" ? [spoken.mistake] : []));
const verbs = (text: string) => commands(text).map(({ verb }) => verb);

describe("commands in a comment", () => {
  test("are lines that begin with /optpass or the mention of the app, in their order", () => {
    expect(verbs("/optpass hold\nThanks!\n  /OptPass ReRun  \r\n\r\n@optpass status")).toEqual([
      "hold",
      "rerun",
      "status",
    ]);
    expect(verbs("/optpass")).toEqual(["help"]);
  });

  test("are none in code, quotes, HTML, headings or lists, and none inside of a line", () => {
    for (const text of [
      "```\n/optpass rebase\n```",
      "~~~~sh\n~~~\n/optpass rebase\n~~~~",
      "```\n/optpass rebase",
      "    /optpass rebase",
      "\t/optpass rebase",
      "> /optpass rebase",
      "> quoted\n/optpass rebase",
      "- ```\n  /optpass rebase\n  ```",
      "- ```\ntext\n```\n/optpass rebase",
      "- item\n/optpass rebase",
      "<!--\n/optpass rebase\n-->",
      "text <!--\n/optpass rebase\n-->",
      "`code\n/optpass rebase\n`",
      "<details>\n/optpass rebase\n</details>",
      "Please say /optpass rebase",
      "//optpass rebase",
      "/optpasses rebase",
      "\\/optpass rebase",
      "&#47;optpass rebase",
      "@optpass-fan rebase",
    ]) {
      expect(parse(text), text).toEqual([]);
    }
  });

  test("are found again after code, quotes and lists have ended", () => {
    expect(verbs("- ```\n  x\n  ```\n\n/optpass rerun")).toEqual(["rerun"]);
    expect(verbs("> quoted\n\n/optpass rerun")).toEqual(["rerun"]);
    expect(verbs("<!-- note -->\n\n/optpass rerun")).toEqual(["rerun"]);
    expect(verbs("Some *text* with `code`\n/optpass rerun")).toEqual(["rerun"]);
  });

  test("are five at most, and the rest is told of once", () => {
    const text = Array.from({ length: 40 }, () => "/optpass rerun").join("\n");

    expect(verbs(text)).toHaveLength(5);
    expect(mistakes(text)).toEqual([{ code: "too-many-commands", most: 5 }]);
  });

  test("a sentence that begins with a mention of the app is talk, not a command", () => {
    expect(parse("@optpass is great, isn't it?")).toEqual([]);
    expect(mistakes("@optpass rebas")).toMatchObject([{ code: "unknown-verb", meant: "rebase" }]);
  });

  test("a misspelt verb gets the one that was meant, a strange one none", () => {
    expect(mistakes("/optpass rebsae")).toEqual([{ code: "unknown-verb", said: "rebsae", meant: "rebase" }]);
    expect(mistakes("/optpass merge-it-now")).toEqual([
      { code: "unknown-verb", said: "merge-it-now", meant: null },
    ]);
  });

  test("every example of the table is the command of its row", () => {
    for (const { verb, example } of commandTable) expect(verbs(`/optpass ${example}`)).toEqual([verb]);
  });
});

describe("arguments", () => {
  const one = (line: string) => commands(`/optpass ${line}`)[0] ?? mistakes(`/optpass ${line}`)[0];

  test("name a setting, in one container or in all", () => {
    expect(one("explain api:limits.cpu")).toEqual({
      verb: "explain",
      knob: { container: "api", setting: "limits.cpu" },
    });
    expect(one("explain Requests.CPU")).toMatchObject({ knob: { container: null, setting: "requests.cpu" } });
    expect(one("explain request.cpu")).toMatchObject({
      code: "bad-argument",
      why: expect.stringContaining("Did you mean `requests.cpu`?"),
    });
  });

  test("say for how long to ignore: not at all, a time, or without an end", () => {
    expect(one("ignore")).toEqual({ verb: "ignore", knob: null, lasts: undefined });
    expect(one("ignore requests.cpu --for 90d")).toMatchObject({ lasts: duration(90, "d") });
    expect(one("ignore --for=forever limits.cpu")).toMatchObject({ lasts: null });
    for (const wrong of [
      "ignore --for",
      "ignore --for soon",
      "ignore --for 99999999d",
      "snooze",
      "snooze 1s",
    ]) {
      expect(one(wrong), wrong).toMatchObject({ code: "bad-argument" });
    }
  });

  test("pin and limit take a quantity above zero, with or without spaces", () => {
    expect(one("pin requests.cpu = 500m")).toMatchObject({ verb: "pin", value: "500m" });
    expect(one("limit api:limits.memory <= 2Gi")).toMatchObject({ bound: "most", value: "2Gi" });
    expect(one("limit requests.cpu>=100m")).toMatchObject({ bound: "least" });
    for (const wrong of ["pin requests.cpu=0", "pin requests.cpu=lots", "limit requests.cpu=1", "pin =1"]) {
      expect(one(wrong), wrong).toMatchObject({ code: "bad-argument" });
    }
  });
});

describe("whatever is written", () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(
        "/optpass rebase",
        "/optpass hold",
        "@optpass rerun",
        "```",
        "~~~",
        "````",
        "`",
        "> ",
        ">",
        "- ",
        "1. ",
        "    ",
        "\t",
        "<!--",
        "-->",
        "<details>",
        "<div>",
        "</div>",
        "# ",
        "---",
        "text",
        "\n",
        "\n\n",
        "\r\n",
        "  ",
      ),
      fc.string({ maxLength: 6 }),
    ),
    { maxLength: 24 },
  );

  test("never throws", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000, unit: "binary" }), (text) => void parse(`/optpass ${text}`)),
    );
    fc.assert(
      fc.property(pieces, (parts) => void parse(parts.join(""))),
      { numRuns: runs(500) },
    );
  });

  test("what another Markdown renderer shows as code or as a quote is no command", () => {
    const marked = new Marked({ gfm: true });
    fc.assert(
      fc.property(pieces, fc.constantFrom("fence", "tilde", "quote", "indent", "html"), (before, wrap) => {
        // A block of its own kind, after anything: whichever blocks are open, another renderer sees the same.
        const said = "/optpass unhold";
        const block = {
          fence: `\`\`\`\n${said}\n\`\`\``,
          tilde: `~~~\n${said}\n~~~`,
          quote: `> ${said}`,
          indent: `    ${said}`,
          html: `<!--\n${said}\n-->`,
        }[wrap];
        const text = `${before.join("")}\n\n${block}\n`;
        const html = marked.parse(text, { async: false });
        const shown =
          /<(?:pre|code|blockquote)[^>]*>(?:(?!<\/(?:pre|code|blockquote)>)[\s\S])*\/optpass unhold/;
        if (shown.test(html)) expect(verbs(text)).not.toContain("unhold");
      }),
      { numRuns: runs(500) },
    );
  });

  test("texts that are made to take long are read in a moment", () => {
    const fill = (piece: string) => `/optpass hold\n\n${piece.repeat(Math.floor(8000 / piece.length))}`;
    const runs = Array.from({ length: 110 }, (_, index) => `${"`".repeat(index + 1)}a`).join("");
    const started = performance.now();
    for (const piece of [
      "[",
      "![](",
      "*a_",
      "`",
      "> ",
      "<",
      "<!--",
      "- ",
      "((",
      "&#",
      "a ",
      "\t",
      ">\n",
      "- \n ",
    ]) {
      expect(verbs(fill(piece))[0], piece).toBe("hold");
    }
    expect(verbs(`/optpass hold\n\n${runs}`)).toEqual(["hold"]);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test("a comment that is too long is told so where it was meant for us, and else left alone", () => {
    expect(mistakes(`/optpass hold\n${"x".repeat(20_000)}`)).toMatchObject([{ code: "comment-too-long" }]);
    expect(parse(`${"x".repeat(20_000)} /optpass`)).toEqual([]);
  });

  test("what was made inert holds no command, wherever it came from", () => {
    fc.assert(
      fc.property(pieces, (parts) => {
        expect(parse(inert(parts.join(""), app))).toEqual([]);
      }),
      { numRuns: runs(500) },
    );
  });
});
