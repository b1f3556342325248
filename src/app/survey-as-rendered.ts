import {
  type DeclaringEnvironment,
  declaringEnvironments,
  type RenderedDeclarations,
  readRenderedDeclarations,
  type Survey,
  surveyRepository,
} from "../core/manifests/index.ts";
import type { RepositoryFiles } from "../core/model/index.ts";
import type { Renderer } from "../ports/renderer.ts";
import { inParallel } from "./in-parallel.ts";
import { renderAlone, rendersAhead } from "./render-alone.ts";
import { renderEnvironment } from "./render-environment.ts";

// Apps of apps of apps. A chart that deploys itself with other values would never end.
const mostStages = 4;

/**
 * Looks at a repository, renders the charts that declare deployments, and looks again with what they declare, until
 * nothing new shows. Without helm, and of a chart that does not render, such deployments are not known.
 */
export async function surveyAsRendered(files: RepositoryFiles, renderer: Renderer | null): Promise<Survey> {
  let survey = surveyRepository(files);
  if (renderer === null || !renderer.renders.has("helm")) return survey;
  for (let stage = 0; stage < mostStages; stage++) {
    const declaring = declaringEnvironments(survey);
    if (declaring.length === 0) return survey;
    const declarations = await renderAll(survey, declaring, renderer);
    if (isKnown(survey, declarations)) return survey;
    survey = surveyRepository(files, declarations);
  }
  return survey;
}

async function renderAll(
  survey: Survey,
  declaring: readonly DeclaringEnvironment[],
  renderer: Renderer,
): Promise<readonly RenderedDeclarations[]> {
  const all = await inParallel(declaring, rendersAhead, async (one) => {
    const rendered = await renderAlone(survey, one.environment, renderer, (scratch) =>
      renderEnvironment(survey, one.environment, scratch, new Map()),
    );
    return rendered.ok ? { ...one, rendered: rendered.value } : null;
  });
  return readRenderedDeclarations(all.filter((one) => one !== null));
}

function isKnown({ rendered }: Survey, declarations: readonly RenderedDeclarations[]): boolean {
  return (
    rendered.size === declarations.length &&
    declarations.every(({ file }) => rendered.get(file.path)?.file.text === file.text)
  );
}
