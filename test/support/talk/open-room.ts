import {
  createGitHubCodeHost,
  createGitHubConversation,
  type GitHubAuth,
} from "../../../src/adapters/github/index.ts";
import { readTemplate } from "../../../src/adapters/system/template.ts";
import { noRecorder } from "../../../src/app/recorder.ts";
import type { Talk } from "../../../src/app/talk.ts";
import { duration, instant, type Seal } from "../../../src/core/model/index.ts";
import { writeMetadata } from "../../../src/core/record/index.ts";
import { asking } from "../fake-github/asking.ts";
import type { FakeGitHub } from "../fake-github/start-fake-github.ts";
import { existingRepository } from "../fake-github/state/world.ts";

export const branch = "optpass/payments/api/resources";
const sign = (text: string) => Buffer.from(text).toString("hex").slice(-64);
const seal: Seal = { sign, verifies: (text, signature) => sign(text) === signature };
const permissions = { contents: "write", pull_requests: "write", issues: "write", checks: "write" } as const;

/** A repository where the app has opened one proposal, and people who talk to it. */
export async function openRoom(github: FakeGitHub, name: string) {
  const fullName = `acme/${name}`;
  const files = { "api.yaml": "cpu: 1\n" };
  const repository = await github.createRepository({ owner: "acme", name, files });
  const app = github.createApp({ account: "acme", permissions, repositories: [fullName] });
  const auth: GitHubAuth = { kind: "app", ...app };
  const options = {
    repository: fullName,
    auth,
    baseUrl: github.url,
    limits: { millisecondsPerSecond: 5, writeBurst: 1000 },
  };
  const host = createGitHubCodeHost(options);
  const conversation = createGitHubConversation(options);
  await github.pushCommit({ repository: fullName, branch, files: { "api.yaml": "cpu: 230m\n" } });
  const body = `Lowers the CPU request.\n\n${metadata}\n`;
  const pull = await host.openPullRequest({
    headBranch: branch,
    baseBranch: "main",
    title: "Lower it",
    body,
  });
  const { ask } = asking(github);
  for (const role of ["read", "triage", "write", "maintain"] as const) github.setRole(fullName, role, role);
  const as = async (login: string, method: string, path: string, content: unknown) => {
    const token = github.personalToken({ login, permissions });
    const answer = await ask(method, `/repos/${fullName}${path}`, { token, body: content });
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const talk = (): Talk => ({
    conversation,
    seal,
    policy: {
      rejections: { lasts: duration(60, "d"), within: 0.2 },
      dashboard: { title: "OptPass Dashboard" },
    },
    dashboardTemplate: readTemplate("dashboard.md"),
    now: instant(github.world.now().getTime()),
    nextPass: null,
    recorder: noRecorder,
  });
  return {
    ...{ fullName, app, options, host, conversation, number: pull.number, as, talk, seal },
    /** The number of the comment that somebody with the role of their name writes. */
    say: async (login: string, text: string, number = pull.number): Promise<number> =>
      (await as(login, "POST", `/issues/${number}/comments`, { body: text })).id,
    pull: () => {
      const found = existingRepository(github.world, fullName).pulls.get(pull.number);
      if (found === undefined) throw new Error("the proposal is gone");
      return found;
    },
    issues: () => [...repository.issues.values()],
    comments: () => [...repository.comments.values()],
    writes: () => github.log.writes().length,
  };
}

const metadata = writeMetadata(
  {
    id: "payments/api/resources",
    workload: { namespace: "payments", kind: "Deployment", name: "api" },
    settings: [
      { container: "api", setting: "requests.cpu", file: "api.yaml", path: "cpu", from: "1", to: "230m" },
    ],
    head: { commit: "c1", tree: "t1" },
    evidenceUntil: "2026-11-20T00:00:00Z",
  },
  seal,
);
