import { describe, expect, test } from "vitest";
import { instant, type Sign, unsigned } from "../model/index.ts";
import {
  carrySilences,
  putPause,
  putSilences,
  readPause,
  readSilences,
  type Silence,
  withSilence,
} from "./index.ts";

const sign: Sign = (text) => `${text.length}abcdef0123456789`;
const cpu: Silence = {
  knob: { container: "api", setting: "requests.cpu" },
  until: instant(1_800_000_000_000),
  by: "ann",
};
const all: Silence = { knob: null, until: null, by: "bob" };

describe("silences in the body of a pull request", () => {
  test("come back as they were written, and again after the body was replaced", () => {
    const body = putSilences("Text\n", 12, [cpu, all], sign);

    expect(readSilences(body, 12, sign)).toEqual([cpu, all]);
    expect(readSilences(carrySilences("Another text\n", body), 12, sign)).toEqual([cpu, all]);
  });

  test("of another pull request, or of somebody without the key, are none", () => {
    const body = putSilences("Text\n", 12, [all], sign);

    expect(readSilences(body, 123, sign)).toEqual([]);
    expect(readSilences(putSilences("Text\n", 12, [all], unsigned), 12, sign)).toEqual([]);
  });

  test("a later word about the same replaces the earlier, one about everything replaces all", () => {
    const later = { ...cpu, until: null };

    expect(withSilence([cpu], later)).toEqual([later]);
    expect(withSilence([cpu], all)).toEqual([all]);
    expect(withSilence([all], cpu)).toEqual([all, cpu]);
  });
});

describe("a pause in the dashboard", () => {
  test("says who and since when, and is over when it is taken out", () => {
    const pause = { by: "ann", since: "2026-11-24T00:00:00Z" };
    const body = putPause("Text\n", pause, sign);

    expect(readPause(body, sign)).toEqual(pause);
    expect(readPause(putPause(body, null, sign), sign)).toBeNull();
    expect(readPause(putPause("Text\n", pause, unsigned), sign)).toBeNull();
  });
});
