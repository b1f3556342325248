import { describe, expect, test } from "vitest";
import { instant, type Seal, type Silence } from "../model/index.ts";
import { carrySilences, putPause, putSilences, readPause, readSilences, withSilence } from "./index.ts";

const seal: Seal = {
  sign: (text) => `${text.length}abc`,
  verifies: (text, signature) => signature === `${text.length}abc`,
};
const cpu: Silence = {
  knob: { container: "api", setting: "requests.cpu" },
  until: instant(1_800_000_000_000),
  by: "ann",
};
const all: Silence = { knob: { container: null, setting: "limits.cpu" }, until: null, by: "bob" };

describe("silences in the body of a pull request", () => {
  test("come back as they were written, and again after the body was replaced", () => {
    const body = putSilences("Text\n", 12, [cpu, all], seal);

    expect(readSilences(body, 12, seal)).toEqual([cpu, all]);
    expect(readSilences(carrySilences("Another text\n", body), 12, seal)).toEqual([cpu, all]);
  });

  test("of another pull request, or of somebody without the key, are none", () => {
    const body = putSilences("Text\n", 12, [all], seal);

    expect(readSilences(body, 123, seal)).toEqual([]);
    expect(readSilences(putSilences("Text\n", 12, [all], null), 12, seal)).toEqual([]);
  });

  test("a later word about a setting replaces the earlier one about the same", () => {
    const later = { ...cpu, until: null };

    expect(withSilence([cpu, all], later)).toEqual([all, later]);
  });
});

describe("a pause in the dashboard", () => {
  test("says who and since when, and is over when it is taken out", () => {
    const pause = { by: "ann", since: "2026-11-24T00:00:00Z" };
    const body = putPause("Text\n", pause, seal);

    expect(readPause(body, seal)).toEqual(pause);
    expect(readPause(putPause(body, null, seal), seal)).toBeNull();
    expect(readPause(putPause("Text\n", pause, null), seal)).toBeNull();
  });
});
