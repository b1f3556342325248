import {
  applyEdits,
  blockOf,
  compareRenders,
  declaredChanges,
  type EditPlan,
  type Environment,
  type Excused,
  inflatingLayers,
  type Located,
  proveByReparse,
  reachOf,
  type Survey,
} from "../core/manifests/index.ts";
import { err, type FileChange, ok, type Refusal, type Result } from "../core/model/index.ts";
import type { Renderer } from "../ports/renderer.ts";
import { inParallel } from "./in-parallel.ts";
import { renderAlone, rendersAhead } from "./render-alone.ts";
import { renderEnvironment } from "./render-environment.ts";
import type { RenderedEnvironment } from "./trace-environments.ts";

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
  if (!renders.ok) return renders;
  const template = parsed.value.changes.find(({ path }) => located.survey.templates.has(path));
  const [unseen] = renders.value.unrendered;
  if (template !== undefined && unseen !== undefined) {
    const unexpected = [
      `${unseen.environment} was not rendered (${unseen.problem}), and ${template.path} is a template`,
    ];
    return err({ code: "proof-failed", proof: "render", unexpected });
  }
  return ok({ ...parsed.value, ...renders.value });
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
    // In a template, what stands between its actions is proved here; what they make of it, by the render.
    const read = located.survey.templates.get(path)?.mask ?? ((text: string) => text);
    const proven = proveByReparse(read(file.text), read(applied.value.text), leaves);
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
    (environment): environment is RenderedEnvironment =>
      (environment.kind === "kustomization" || environment.kind === "chart") &&
      feeds(located, environment, changes),
  );
  const unrendered: EditProof["unrendered"][number][] = [];
  const renderable: RenderedEnvironment[] = [];
  for (const environment of fed) {
    const program = programs[environment.kind];
    const isRenderable = renderer?.renders.has(program) === true;
    const problem = isRenderable ? blockOf(located.survey, environment) : withoutProgram[program];
    if (problem === null) renderable.push(environment);
    else unrendered.push({ environment: environment.name, problem });
  }
  if (renderer === null || renderable.length === 0) return ok({ rendered: [], unrendered });
  const compared = await inParallel(renderable, rendersAhead, (environment) =>
    renderBoth(located.survey, environment, renderer, plan, changes),
  );
  return collect(renderable, compared, unrendered);
}

function feeds(located: Located, environment: Environment, changes: readonly FileChange[]): boolean {
  const reached = reachOf(located.survey, environment);
  return changes.some(({ path }) => reached.has(path));
}

const programs = { kustomization: "kustomize", chart: "helm" } as const;
const withoutProgram = { kustomize: "kubectl was not found", helm: "helm was not found" } as const;

// Both are compared at once, so that the renders of a few environments only are in memory together.
function renderBoth(
  survey: Survey,
  environment: RenderedEnvironment,
  renderer: Renderer,
  plan: EditPlan,
  changes: readonly FileChange[],
): Promise<Compared> {
  return renderAlone(survey, environment, renderer, async (scratch) => {
    const render = (texts: ReadonlyMap<string, string>) =>
      renderEnvironment(survey, environment, scratch, texts);
    const before = await render(new Map());
    const after = await render(new Map(changes.map((change) => [change.path, change.after])));
    const declared = declaredChanges(survey, plan.leaves);
    const compared = comparePair(environment, before, after, plan, { declared });
    const runsTemplates = environment.kind === "chart" || inflatingLayers(survey, environment).length > 0;
    if (!runsTemplates || compared.kind !== "compared" || compared.fields.ok) return compared;
    // A template may write a random password or the time of day: a second render tells.
    const again = await render(new Map());
    return comparePair(environment, before, after, plan, {
      declared,
      again: again.ok ? again.value : undefined,
    });
  });
}

function collect(
  environments: readonly Environment[],
  all: readonly Compared[],
  unrendered: EditProof["unrendered"][number][],
): Result<RenderProof, Refusal> {
  const rendered: EditProof["rendered"][number][] = [];
  for (const [index, { name }] of environments.entries()) {
    const compared = all[index];
    if (compared === undefined) continue;
    if (compared.kind === "unrendered") unrendered.push({ environment: name, problem: compared.problem });
    else if (!compared.fields.ok) return compared.fields;
    else rendered.push({ environment: name, fields: compared.fields.value });
  }
  return ok({ rendered, unrendered });
}

type Render = Result<string, string>;

type Compared =
  | { readonly kind: "unrendered"; readonly problem: string }
  | { readonly kind: "compared"; readonly fields: Result<readonly string[], Refusal> };

function comparePair(
  { name }: Environment,
  before: Render,
  after: Render,
  plan: EditPlan,
  excused: Excused,
): Compared {
  if (!before.ok) return { kind: "unrendered", problem: before.error };
  if (!after.ok) {
    const unexpected = [`${name} does not render any more: ${after.error}`];
    return { kind: "compared", fields: err({ code: "proof-failed", proof: "render", unexpected }) };
  }
  const fields = plan.fields.filter(({ environment }) => environment === name);
  return { kind: "compared", fields: compareRenders(before.value, after.value, fields, excused) };
}
