import { type Environment, filesToRender, type Survey } from "../core/manifests/index.ts";
import type { RepositoryFiles } from "../core/model/index.ts";
import type { Renderer, RenderWorkspace } from "../ports/renderer.ts";

/**
 * Environments that are worked on at the same time. The renderer itself bounds how many programs run; the others make
 * their scratch copies or read what was rendered meanwhile.
 */
export const rendersAhead = 4;

/** A workspace, and the files that are in it. */
export interface Scratch {
  readonly workspace: RenderWorkspace;
  readonly files: RepositoryFiles["files"];
}

/** The texts that belong into a scratch: those of its files, and those that stand for no file of the repository. */
export function inScratch(
  survey: Survey,
  { files }: Scratch,
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const isIn = (path: string): boolean =>
    files.has(path) || !(survey.files.files.has(path) || survey.rendered.has(path));
  return new Map([...texts].filter(([path]) => isIn(path)));
}

/**
 * Gives a workspace of the files that an environment can read and of nothing else. A render that was kept is good as
 * long as the files of its workspace are the same, so what another environment reads must not be among them.
 */
export async function renderAlone<Output>(
  survey: Survey,
  environment: Environment,
  renderer: Renderer,
  work: (scratch: Scratch) => Promise<Output>,
): Promise<Output> {
  const files = filesToRender(survey, [environment]);
  const workspace = await renderer.open(files);
  try {
    return await work({ workspace, files: files.files });
  } finally {
    await workspace.close();
  }
}
