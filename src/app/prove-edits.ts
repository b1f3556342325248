import {
  applyEdits,
  blockOf,
  carriedLeaves,
  compareRenders,
  type EditPlan,
  type Environment,
  filesToRender,
  type Located,
  proveByReparse,
  reachOf,
  type Survey,
} from "../core/manifests/index.ts";
import { err, type FileChange, ok, type Refusal, type Result } from "../core/model/index.ts";
import type { Renderer, RenderWorkspace } from "../ports/renderer.ts";
import { renderEnvironment } from "./render-environment.ts";

/** New files and what was shown about them; a pull request prints it. */
export interface EditProof {
  readonly changes: readonly FileChange[];
  /** Values that changed in each file, as a second YAML parser sees it. */
  readonly parsed: readonly { readonly file: string; readonly paths: readonly string[] }[];
  /** Environments that the files feed, rendered before and after; no fields: nothing changed in it. */
  readonly rendered: readonly { readonly environment: string; readonly fields: readonly string[] }[];
  /** Environments that the files feed and that could not be rendered, with the reason. */
  readonly unrendered: readonly { readonly environment: string; readonly problem: string }[];
}

/**
 * Applies a plan in memory and proves it: in each file exactly the intended values changed, and in the render of
 * every environment that a changed file feeds exactly the intended fields.
 */
export async function proveEdits(
  located: Located,
  renderer: Renderer | null,
  plan: EditPlan,
): Promise<Result<EditProof, Refusal>> {
  const parsed = proveByParsers(located, plan);
  if (!parsed.ok) return parsed;
  const renders = await proveByRender(located, renderer, plan, parsed.value.changes);
  return renders.ok ? ok({ ...parsed.value, ...renders.value }) : renders;
}

/** The first half: in each file exactly the intended values changed, as a second parser sees it. */
export function proveByParsers(
  located: Located,
  plan: EditPlan,
): Result<Pick<EditProof, "changes" | "parsed">, Refusal> {
  const changes: FileChange[] = [];
  const parsed: EditProof["parsed"][number][] = [];
  for (const [path, edits] of plan.edits) {
    const file = located.survey.files.files.get(path);
    if (file?.kind !== "text") return err({ code: "unreadable-file", file: path, problem: "it is no text" });
    const applied = applyEdits(file.text, edits);
    if (!applied.ok) return applied;
    const leaves = plan.leaves.filter((leaf) => leaf.file === path);
    const proven = proveByReparse(file.text, applied.value.text, leaves);
    if (!proven.ok) return proven;
    changes.push({ path, before: file.text, after: applied.value.text });
    parsed.push({ file: path, paths: proven.value });
  }
  return ok({ changes, parsed });
}

type RenderProof = Pick<EditProof, "rendered" | "unrendered">;

async function proveByRender(
  located: Located,
  renderer: Renderer | null,
  plan: EditPlan,
  changes: readonly FileChange[],
): Promise<Result<RenderProof, Refusal>> {
  const fed = located.survey.environments.filter(
    (environment) => programs[environment.kind] !== null && feeds(located, environment, changes),
  );
  const unrendered: EditProof["unrendered"][number][] = [];
  const renderable: Environment[] = [];
  for (const environment of fed) {
    const program = programs[environment.kind];
    const isRenderable = program !== null && renderer?.renders.has(program) === true;
    const problem = isRenderable ? blockOf(located.survey, environment) : withoutProgram[program ?? "helm"];
    if (problem === null) renderable.push(environment);
    else unrendered.push({ environment: environment.name, problem });
  }
  if (renderer === null || renderable.length === 0) return ok({ rendered: [], unrendered });
  const workspace = await renderer.open(filesToRender(located.survey, renderable));
  try {
    return await renderBoth(located.survey, renderable, workspace, plan, changes, unrendered);
  } finally {
    await workspace.close();
  }
}

function feeds(located: Located, environment: Environment, changes: readonly FileChange[]): boolean {
  const reached = reachOf(located.survey, environment);
  return changes.some(({ path }) => reached.has(path));
}

const programs = { kustomization: "kustomize", chart: "helm", raw: null, release: null } as const;
const withoutProgram = { kustomize: "kubectl was not found", helm: "helm was not found" } as const;

async function renderBoth(
  survey: Survey,
  environments: readonly Environment[],
  workspace: RenderWorkspace,
  plan: EditPlan,
  changes: readonly FileChange[],
  unrendered: EditProof["unrendered"][number][],
): Promise<Result<RenderProof, Refusal>> {
  const overlay = new Map(changes.map(({ path, after }) => [path, after]));
  const rendered: EditProof["rendered"][number][] = [];
  for (let at = 0; at < environments.length; at += atOnce) {
    const some = environments.slice(at, at + atOnce);
    const before = await renderAll(survey, some, workspace, new Map());
    const after = await renderAll(survey, some, workspace, overlay);
    for (const [index, environment] of some.entries()) {
      const { name } = environment;
      let compared = comparePair(survey, name, before[index], after[index], plan);
      if (compared === null) continue;
      if (compared.kind === "compared" && !compared.fields.ok && environment.kind === "chart") {
        // A template may write a random password or the time of day: a second render tells.
        const again = await renderEnvironment(survey, environment, workspace, new Map());
        compared = comparePair(survey, name, before[index], after[index], plan, again) ?? compared;
      }
      if (compared.kind === "unrendered") unrendered.push({ environment: name, problem: compared.problem });
      else if (!compared.fields.ok) return compared.fields;
      else rendered.push({ environment: name, fields: compared.fields.value });
    }
  }
  return ok({ rendered, unrendered });
}

// Renders of this many environments are in memory together; a large one has a few megabytes.
const atOnce = 16;

type Render = Result<string, string>;

function renderAll(
  survey: Survey,
  environments: readonly Environment[],
  workspace: RenderWorkspace,
  overlay: ReadonlyMap<string, string>,
): Promise<readonly Render[]> {
  return Promise.all(environments.map((one) => renderEnvironment(survey, one, workspace, overlay)));
}

type Compared =
  | { readonly kind: "unrendered"; readonly problem: string }
  | { readonly kind: "compared"; readonly fields: Result<readonly string[], Refusal> };

function comparePair(
  survey: Survey,
  name: string,
  before: Render | undefined,
  after: Render | undefined,
  plan: EditPlan,
  again: Render | undefined = before,
): Compared | null {
  if (before === undefined || after === undefined) return null;
  if (!before.ok) return { kind: "unrendered", problem: before.error };
  if (!after.ok) {
    const unexpected = [`${name} does not render any more: ${after.error}`];
    return { kind: "compared", fields: err({ code: "proof-failed", proof: "render", unexpected }) };
  }
  const fields = plan.fields.filter(({ environment }) => environment === name);
  const excused = {
    again: again?.ok ? again.value : before.value,
    carried: carriedLeaves(survey, plan.leaves),
  };
  return { kind: "compared", fields: compareRenders(before.value, after.value, fields, excused) };
}
