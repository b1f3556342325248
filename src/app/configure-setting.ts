import { appendRule, configFileNames, findConfig, type WrittenRule } from "../core/config/index.ts";
import { code, plain } from "../core/model/index.ts";
import { boundBranch, startingConfig } from "../core/onboard/index.ts";
import { readMetadata } from "../core/record/index.ts";
import type { CodeHost, PullRequest } from "../ports/code-host.ts";
import { lookAt } from "./look.ts";
import { done, type Order, type Outcome, refused } from "./order.ts";

type Configure = Extract<Order, { kind: "configure" }>;

/**
 * Opens the pull request that adds a rule to the configuration: a bound that somebody asked for. It is reviewed as any
 * other; nothing holds before it is merged.
 */
export async function configureSetting(host: CodeHost, order: Configure): Promise<Outcome> {
  const { facts, tip: base, files } = await lookAt(host);
  if (facts.archived) return refused("The repository is archived.");
  if (base === null) return refused("The repository is empty.");
  const [proposal] = await host.pullRequests(order.branch);
  const rule = proposal === undefined ? null : ruleOf(order, proposal);
  if (rule === null) return refused("The pull request does not say any more what it proposes.");
  const found = findConfig(files);
  if (found.problem !== null) return refused(`The configuration ${found.problem.message}.`);
  const { file, text } = found.text ?? {
    file: configFileNames[0] ?? "",
    text: startingConfig({ sources: [] }),
  };
  const changed = appendRule(text, rule);
  if (!changed.ok) return refused(`${changed.error}.`);
  const branch = boundBranch(order.branch, order.container, order.setting);
  const tip = await host.branch(branch);
  const open = (await host.pullRequests(branch)).find(({ state }) => state === "open");
  if (open !== undefined) return refused(`#${open.number} already asks for a bound of this setting.`);
  const commit = await host.commit({
    parent: { commit: base.commit, tree: base.tree },
    files: [{ path: file, content: changed.value, executable: false }],
    message: () => `${titleOf(order)}\n`,
  });
  await host.moveBranch(branch, tip?.commit ?? null, commit.commit);
  const opened = await host.openPullRequest({
    headBranch: branch,
    baseBranch: facts.defaultBranch,
    title: titleOf(order),
    body: bodyOf(order, proposal?.number ?? 0),
  });
  return done(`#${opened.number} adds it to the configuration. It holds once that is merged.`);
}

function ruleOf(
  { container, setting, floor, ceiling, askedBy }: Configure,
  { body }: PullRequest,
): WrittenRule | null {
  const record = readMetadata(body);
  if (record === null) return null;
  const { namespace, kind, name, cluster } = record.workload;
  return {
    name: `${name} ${setting}, asked for by ${askedBy}`,
    match: {
      ...(cluster === undefined ? {} : { clusters: [cluster] }),
      namespaces: [namespace],
      kinds: [kind],
      workloads: [name],
      containers: [container],
      settings: [setting],
    },
    set: { ...(floor === null ? {} : { floor }), ...(ceiling === null ? {} : { ceiling }) },
  };
}

function titleOf({ container, setting }: Configure): string {
  return `OptPass: bound ${setting} of ${container.replace(/[^A-Za-z0-9._-]/g, "?").slice(0, 63)}`;
}

function bodyOf({ container, setting, floor, ceiling, askedBy }: Configure, asked: number): string {
  const bounds = [
    ...(floor === null ? [] : [`at least ${code(floor)}`]),
    ...(ceiling === null ? [] : [`at most ${code(ceiling)}`]),
  ].join(" and ");
  return `${code(askedBy)} asked for it in #${asked}: ${code(`${container} ${setting}`)} is ${bounds}.\n\nIt adds one rule to the configuration, and holds once it is merged. ${plain("Close it to leave the setting as it is.")}\n`;
}
