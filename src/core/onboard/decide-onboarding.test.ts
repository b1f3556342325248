import { describe, expect, test } from "vitest";
import { decideOnboarding } from "./index.ts";

const nothing = { isConfigured: false, branch: null, pullRequests: [] };

describe("onboarding", () => {
  test("a repository that nobody configured gets one pull request", () => {
    expect(decideOnboarding(nothing)).toEqual({ kind: "propose", head: null });
  });

  test("a branch that is there without a pull request is proposed as it is, whoever made it", () => {
    expect(decideOnboarding({ ...nothing, branch: "abc" })).toEqual({ kind: "propose", head: "abc" });
  });

  test("while the pull request is open, only its text is kept up to date", () => {
    const open = { ...nothing, branch: "abc", pullRequests: [{ number: 4, state: "open" as const }] };

    expect(decideOnboarding(open)).toEqual({ kind: "refresh", number: 4 });
  });

  test("closing it without a merge disables, for good", () => {
    const closed = { ...nothing, pullRequests: [{ number: 4, state: "closed" as const }] };

    expect(decideOnboarding(closed)).toEqual({ kind: "disabled", number: 4 });
  });

  test("a configuration that was removed after the merge is not proposed again", () => {
    const merged = { ...nothing, pullRequests: [{ number: 4, state: "merged" as const }] };

    expect(decideOnboarding(merged)).toEqual({ kind: "removed", number: 4 });
  });

  test("one that was closed and opened again goes on", () => {
    const states = [
      { number: 4, state: "closed" as const },
      { number: 3, state: "open" as const },
    ];

    expect(decideOnboarding({ ...nothing, pullRequests: states })).toEqual({ kind: "refresh", number: 3 });
  });

  test("a configuration in the default branch counts, whatever became of the pull request", () => {
    const closed = {
      ...nothing,
      isConfigured: true,
      pullRequests: [{ number: 4, state: "closed" as const }],
    };

    expect(decideOnboarding(closed)).toEqual({ kind: "run" });
  });
});
