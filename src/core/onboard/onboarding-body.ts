import Mustache from "mustache";
import { code, countOf, plain } from "../model/index.ts";

/** What a first pass would do, for the person who decides whether there will be one. Texts are not neutralised yet. */
export interface Preview {
  /** Path of the configuration that is proposed. */
  readonly file: string;
  /** There is a configuration already, and this would change it. */
  readonly isConfigured: boolean;
  /** What is wrong with the configuration in the branch. */
  readonly problems: readonly string[];
  readonly environments: readonly { readonly name: string; readonly kind: string; readonly path: string }[];
  /** Workloads that run and are declared here. */
  readonly matched: readonly {
    readonly workload: string;
    readonly environment: string;
    readonly file: string;
  }[];
  /** Workloads that run, and that nothing here declares; `why` where there is more to say. */
  readonly unmatched: readonly { readonly workload: string; readonly why: string | null }[];
  readonly proposals: readonly PreviewedProposal[];
  /** Sum over all proposals, as a sentence; `null` where there are none. */
  readonly total: string | null;
  readonly limits: { readonly open: number; readonly openedAnHour: number };
  /** When passes run and pull requests are opened: Markdown. */
  readonly rhythm: string;
  readonly notices: readonly string[];
}

export interface PreviewedProposal {
  readonly title: string;
  /** As a cell: money, or what is freed. */
  readonly saves: string;
  /** `file:line`, of the first setting. */
  readonly place: string;
}

export const onboardingTitle = "Configure OptPass";

// A table of a thousand workloads is not read, and GitHub takes no body above 65,536 characters.
const most = { proposals: 30, environments: 50, matched: 100, unmatched: 100, notices: 20, problems: 20 };

const longestBody = 58_000;

/** The text of the onboarding pull request, and of the comment on one that changes the configuration later. Long names shorten the lists, so that it always fits. */
export function previewBody(preview: Preview, template: string): string {
  for (const share of [1, 0.3, 0.1]) {
    const body = render(preview, template, share);
    if (body.length <= longestBody) return body;
  }
  return render(preview, template, 0);
}

function render(preview: Preview, template: string, share: number): string {
  const shown = <T>(list: readonly T[], count: number): readonly T[] =>
    list.slice(0, Math.ceil(count * share));
  const left = (list: readonly unknown[], count: number): number =>
    Math.max(0, list.length - Math.ceil(count * share));
  const { environments, matched, unmatched, proposals } = preview;
  const view = {
    ...preview,
    problems: shown(preview.problems, most.problems),
    notices: shown(preview.notices, most.notices),
    expectation: expectation(preview),
    proposals: shown(proposals, most.proposals).map(({ title, saves, place }) => ({
      title,
      saves: plain(saves),
      place: code(place),
    })),
    moreProposals: left(proposals, most.proposals),
    environments: shown(environments, most.environments).map(({ name, kind, path }) => ({
      name: code(name),
      kind,
      path: code(path === "" ? "." : path),
    })),
    moreEnvironments: left(environments, most.environments),
    matchedTitle: `${countOf(matched.length, "workload")} that run${matched.length === 1 ? "s" : ""} and ${matched.length === 1 ? "is" : "are"} declared here`,
    matched: shown(matched, most.matched).map(({ workload, environment, file }) => ({
      workload: code(workload),
      environment: code(environment),
      file: code(file),
    })),
    moreMatched: left(matched, most.matched),
    unmatchedTitle: `${countOf(unmatched.length, "workload")} that run${unmatched.length === 1 ? "s" : ""} and ${unmatched.length === 1 ? "is" : "are"} not declared here`,
    unmatched: shown(unmatched, most.unmatched).map(({ workload, why }) => ({
      workload: code(workload),
      why,
    })),
    moreUnmatched: left(unmatched, most.unmatched),
  };
  const text = Mustache.render(template, view, {}, { escape: (value) => plain(String(value)) });
  return `${text.replace(/\n{3,}/g, "\n\n").trim()}\n`;
}

function expectation({ proposals, total, matched }: Preview): string {
  if (proposals.length > 0) return plain(total ?? "");
  return matched.length === 0
    ? "Nothing would be proposed: none of the workloads that run is declared in this repository."
    : "Nothing would be proposed today: what is declared here fits what was measured, or there is too little data.";
}
