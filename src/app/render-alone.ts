import { type Environment, filesToRender, type Survey } from "../core/manifests/index.ts";
import type { Renderer, RenderWorkspace } from "../ports/renderer.ts";
import { inflating } from "./inflate-charts.ts";

/**
 * Environments that are worked on at the same time. The renderer itself bounds how many programs run; the others make
 * their scratch copies or read what was rendered meanwhile.
 */
export const rendersAhead = 4;

/**
 * Gives a workspace of the files that an environment can read and of nothing else. A render that was kept is good as
 * long as the files of its workspace are the same, so what another environment reads must not be among them.
 */
export async function renderAlone<Output>(
  survey: Survey,
  environment: Environment,
  renderer: Renderer,
  work: (workspace: RenderWorkspace) => Promise<Output>,
): Promise<Output> {
  const workspace = await renderer.open(filesToRender(survey, [environment]));
  try {
    return await work(inflating(survey, environment, workspace));
  } finally {
    await workspace.close();
  }
}
