import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  webhookExample as example,
  type Payload,
  webhookExamples,
} from "../../../test/support/builders/webhook-examples.ts";
import { readEvent } from "./read-event.ts";

const jobsOf = (name: string, payload: unknown) => {
  const reading = readEvent(name, payload);
  return reading.kind === "jobs" ? reading.jobs : reading.because;
};

const onOurBranch = (payload: Payload): void => {
  payload.pull_request.head.ref = "optpass/payments/api/resources";
  payload.pull_request.head.repo = { id: payload.pull_request.base.repo.id };
  payload.sender.type = "User";
};

test("every payload that GitHub recorded is read without a throw, and those that matter are understood", () => {
  const unread = webhookExamples.flatMap(({ name, payload }) => {
    const reading = readEvent(name, payload);
    return reading.kind === "ignored" && reading.because === "unreadable" ? `${name} ${payload.action}` : [];
  });

  expect(unread).toEqual([]);
});

test("whatever a payload is, reading it does not throw", () => {
  const names = [...new Set(webhookExamples.map(({ name }) => name))];
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, payload) => {
      expect(["jobs", "ignored"]).toContain(readEvent(name, payload).kind);
    }),
  );
});

describe("a push", () => {
  const push = (change: (payload: Payload) => void) =>
    jobsOf(
      "push",
      example("push", null, (payload) => {
        payload.ref = `refs/heads/${payload.repository.default_branch}`;
        payload.deleted = false;
        change(payload);
      }),
    );
  const touching = (...modified: readonly string[]) => ({ added: [], removed: [], modified });

  test("to the default branch that changes a manifest wants a pass", () => {
    const commits = [touching("README.md"), touching("apps/api.yaml")];
    expect(push((payload) => Object.assign(payload, { commits }))).toEqual([
      { kind: "pass", repository: "codertocat/hello-world", why: "pushed" },
    ]);
  });

  test("that changes prose and pictures only is nothing to tune", () => {
    const commits = [touching("README.md", "docs/a.png")];
    expect(push((payload) => Object.assign(payload, { commits }))).toBe("nothing-to-tune");
  });

  test("that lists no files wants a look", () => {
    expect(push((payload) => Object.assign(payload, { commits: [] }))).toHaveLength(1);
  });

  test("to another branch, or that deletes one, is ignored", () => {
    expect(push((payload) => Object.assign(payload, { ref: "refs/heads/feature" }))).toBe("other-branch");
    expect(push((payload) => Object.assign(payload, { ref: "refs/tags/v1" }))).toBe("other-branch");
    expect(push((payload) => Object.assign(payload, { deleted: true }))).toBe("other-branch");
  });
});

describe("a comment", () => {
  const comment = (body: string, change: (payload: Payload) => void = () => {}) =>
    example("issue_comment", "created", (payload) => {
      payload.comment.body = body;
      change(payload);
    });

  test("with a line that begins like a command is looked at, once", () => {
    expect(readEvent("issue_comment", comment("Please:\n/optpass rerun"))).toEqual({
      kind: "jobs",
      jobs: [
        {
          kind: "comment",
          repository: "codertocat/hello-world",
          form: "comment",
          issue: 1,
          comment: 492700400,
        },
      ],
      gone: [],
      meaning: "comment codertocat/hello-world 492700400 2019-05-15T15:20:21Z",
    });
  });

  test("that only mentions or quotes a command is ignored", () => {
    for (const body of ["try /optpass rerun", "> /optpass rerun", "`/optpass rerun`", "/optpassword"])
      expect(jobsOf("issue_comment", comment(body))).toBe("no-command");
  });

  test("of a bot is ignored, so that two bots never talk to each other", () => {
    const byBot = comment("/optpass rerun", (payload) => {
      payload.comment.user.type = "Bot";
    });
    expect(jobsOf("issue_comment", byBot)).toBe("by-a-bot");
  });

  test("that is edited into a command is ignored", () => {
    const edited = example("issue_comment", "edited", (payload) => {
      payload.comment.body = "/optpass rerun";
    });
    expect(jobsOf("issue_comment", edited)).toBe("other-action");
  });
});

describe("what is said with a review or on a line", () => {
  const review = (change: (payload: Payload) => void) =>
    jobsOf(
      "pull_request_review",
      example("pull_request_review", "submitted", (payload) => {
        payload.review.body = "/optpass hold";
        payload.review.user.type = "User";
        change(payload);
      }),
    );
  const onLine = (action: string, change: (payload: Payload) => void = () => {}) =>
    jobsOf(
      "pull_request_review_comment",
      example("pull_request_review_comment", "created", (payload) => {
        payload.action = action;
        payload.comment.body = "/optpass hold";
        payload.comment.user.type = "User";
        change(payload);
      }),
    );

  test("a command that comes with a review of ours is heard besides the review itself", () => {
    expect(review(onOurBranch)).toMatchObject([
      { kind: "pull-request" },
      { kind: "comment", form: "review", comment: expect.any(Number) },
    ]);
  });

  test("a review of somebody else's pull request is heard only where it holds a command", () => {
    expect(review(() => {})).toMatchObject([{ kind: "comment", form: "review" }]);
    expect(review((payload) => Object.assign(payload.review, { body: "Fine." }))).toBe("not-ours");
    expect(review((payload) => Object.assign(payload.review, { body: null }))).toBe("not-ours");
  });

  test("a review that is edited into a command, or of a bot, says nothing", () => {
    expect(review((payload) => Object.assign(payload, { action: "edited" }))).toBe("other-action");
    expect(review((payload) => Object.assign(payload.review.user, { type: "Bot" }))).toBe("not-ours");
  });

  test("a comment on a line is heard like any other, once, and not when it is edited", () => {
    expect(onLine("created")).toMatchObject([{ kind: "comment", form: "review-comment" }]);
    expect(onLine("edited")).toBe("other-action");
    expect(onLine("created", (payload) => Object.assign(payload.comment.user, { type: "Bot" }))).toBe(
      "by-a-bot",
    );
    expect(onLine("created", (payload) => Object.assign(payload.comment, { body: "I see" }))).toBe(
      "no-command",
    );
  });
});

describe("a merge queue", () => {
  const asks = (action: string, head: unknown) => ({
    action,
    merge_group: { head_sha: head, base_sha: "b".repeat(40), head_ref: "", base_ref: "" },
    repository: { full_name: "Acme/Shop" },
  });

  test("that asks for checks gets them, on the commit that it would merge", () => {
    const head = "a".repeat(40);
    expect(readEvent("merge_group", asks("checks_requested", head))).toMatchObject({
      jobs: [{ kind: "merge-group", repository: "acme/shop", commit: head, base: "b".repeat(40) }],
      meaning: `checks acme/shop ${head}`,
    });
  });

  test("that is done with a group asks for nothing, and what is no commit is not read", () => {
    expect(jobsOf("merge_group", asks("destroyed", "a".repeat(40)))).toBe("other-action");
    expect(jobsOf("merge_group", asks("checks_requested", "main"))).toBe("unreadable");
  });
});

describe("a ticked box", () => {
  const edited = (change: (payload: Payload) => void = () => {}) =>
    example("issues", "edited", (payload) => {
      payload.changes = { body: { from: "- [ ] run" } };
      payload.issue.user = { login: "optpass[bot]", type: "Bot" };
      payload.sender = { login: "ann", type: "User" };
      change(payload);
    });

  test("of an issue of a bot is looked at, with who ticked it", () => {
    const payload = edited();
    expect(jobsOf("issues", payload)).toEqual([
      {
        kind: "checkbox",
        repository: payload.repository.full_name.toLowerCase(),
        on: "issue",
        number: payload.issue.number,
        by: "ann",
      },
    ]);
  });

  test("by ourselves, of somebody else's issue, or a new title is ignored", () => {
    expect(
      jobsOf(
        "issues",
        edited((payload) => Object.assign(payload.sender, { type: "Bot" })),
      ),
    ).toBe("by-a-bot");
    expect(
      jobsOf(
        "issues",
        edited((payload) => Object.assign(payload.issue.user, { login: "bob", type: "User" })),
      ),
    ).toBe("not-ours");
    expect(
      jobsOf(
        "issues",
        edited((payload) => Object.assign(payload, { changes: { title: { from: "x" } } })),
      ),
    ).toBe("other-action");
  });

  test("of one of our pull requests is looked at", () => {
    const payload = example("pull_request", "opened", (change) => {
      onOurBranch(change);
      Object.assign(change, { action: "edited", changes: { body: { from: "" } } });
    });
    expect(jobsOf("pull_request", payload)).toMatchObject([{ kind: "checkbox", on: "pull-request" }]);
  });
});

describe("a pull request", () => {
  test("of ours that is closed is followed up, whoever closed it", () => {
    const closed = example("pull_request", "closed", (payload) => {
      onOurBranch(payload);
      payload.sender.type = "Bot";
    });
    const { number, head, updated_at } = closed.pull_request;

    expect(readEvent("pull_request", closed)).toMatchObject({
      jobs: [{ kind: "pull-request", number }],
      meaning: expect.stringMatching(`^closed \\S+#${number} ${head.sha} ${updated_at}$`),
    });
  });

  test("of ours that a person pushes to is followed up, and that we push to is not", () => {
    const pushed = example("pull_request", "synchronize", onOurBranch);
    expect(jobsOf("pull_request", pushed)).toMatchObject([
      { kind: "pull-request" },
      { kind: "config-check" },
    ]);
    pushed.sender.type = "Bot";
    expect(jobsOf("pull_request", pushed)).toMatchObject([{ kind: "config-check" }]);
  });

  test("of anybody is looked at for the configuration whenever its content is another", () => {
    for (const action of ["opened", "synchronize", "reopened"]) {
      const payload = example("pull_request", "opened", (change) => Object.assign(change, { action }));
      expect(jobsOf("pull_request", payload)).toMatchObject([
        { kind: "config-check", number: payload.pull_request.number },
      ]);
    }
    const edited = (changes: object) =>
      jobsOf(
        "pull_request",
        example("pull_request", "opened", (change) => Object.assign(change, { action: "edited", changes })),
      );
    expect(edited({ base: { ref: { from: "old" } } })).toMatchObject([{ kind: "config-check" }]);
    expect(edited({ title: { from: "old" } })).toBe("other-action");
  });

  test("of somebody else, or from a fork that calls its branch like ours, is ignored", () => {
    expect(jobsOf("pull_request", example("pull_request", "closed"))).toBe("not-ours");
    const fork = example("pull_request", "closed", (payload) => {
      onOurBranch(payload);
      payload.pull_request.head.repo = { id: 5 };
    });
    expect(jobsOf("pull_request", fork)).toBe("not-ours");
  });

  test("of ours that is reviewed is followed up", () => {
    const review = example("pull_request_review", "submitted", onOurBranch);
    expect(jobsOf("pull_request_review", review)).toMatchObject([{ kind: "pull-request" }]);
  });
});

describe("a button of a check run", () => {
  test("is looked at, with who pressed it", () => {
    const pressed = example("check_run", "requested_action", (payload) => {
      payload.requested_action = { identifier: "hold" };
      payload.sender = { login: "ann", type: "User" };
    });
    expect(jobsOf("check_run", pressed)).toEqual([
      {
        kind: "button",
        repository: pressed.repository.full_name.toLowerCase(),
        check: pressed.check_run.id,
        commit: pressed.check_run.head_sha,
        button: "hold",
        by: "ann",
      },
    ]);
  });

  test("of GitHub's own asks for the check once more", () => {
    const payload = example("check_run", "rerequested");
    expect(jobsOf("check_run", payload)).toEqual([
      {
        kind: "proposal-recheck",
        repository: payload.repository.full_name.toLowerCase(),
        commit: payload.check_run.head_sha,
        isThere: true,
      },
    ]);
  });

  test("of GitHub's own for all checks asks for each that we may have there", () => {
    const payload = example("check_suite", "rerequested", (change) => {
      change.sender = { login: "ann", type: "User" };
    });
    const where = {
      repository: payload.repository.full_name.toLowerCase(),
      commit: payload.check_suite.head_sha,
    };
    expect(jobsOf("check_suite", payload)).toEqual([
      { kind: "config-recheck", ...where },
      { kind: "proposal-recheck", ...where, isThere: null },
    ]);
    expect(jobsOf("check_suite", example("check_suite", "completed"))).toBe("other-action");
  });

  test("to run the check of the configuration again is a look at the configuration", () => {
    const payload = example("check_run", "rerequested", (change) => {
      change.check_run.name = "optpass/config";
    });
    expect(jobsOf("check_run", payload)).toEqual([
      {
        kind: "config-recheck",
        repository: payload.repository.full_name.toLowerCase(),
        commit: payload.check_run.head_sha,
      },
    ]);
  });
});

describe("repositories that come and go", () => {
  test("the app is installed: each repository gets a first pass", () => {
    expect(jobsOf("installation", example("installation", "created"))).toEqual([
      { kind: "pass", repository: "codertocat/hello-world", why: "installed" },
    ]);
  });

  test.each([
    ["installation", "deleted", "octocat/hello-world"],
    ["installation_repositories", "removed", "octocat/hello-world"],
    ["repository", "renamed", "codertocat/hello-world"],
  ])("%s %s: what waits for the old name is dropped", (name, action, gone) => {
    const renamedFrom = (payload: Payload): void => {
      if (action === "renamed") payload.repository.full_name = "Codertocat/New-Name";
    };
    expect(readEvent(name, example(name, action, renamedFrom))).toMatchObject({ gone: [gone] });
  });

  test("a transfer drops the old owner's name and looks at the new one", () => {
    const payload = example("repository", "transferred");
    const [, name] = payload.repository.full_name.toLowerCase().split("/");
    expect(readEvent("repository", payload)).toMatchObject({
      gone: [`octocat/${name}`],
      jobs: [{ kind: "pass", repository: payload.repository.full_name.toLowerCase() }],
    });
  });

  test("an archived repository is dropped", () => {
    const payload = example("repository", "created");
    payload.action = "archived";
    expect(readEvent("repository", payload)).toMatchObject({
      jobs: [],
      gone: [payload.repository.full_name.toLowerCase()],
    });
  });
});
