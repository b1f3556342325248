import * as z from "zod";
import { Repository } from "./payload-parts.ts";
import { ignored, type Reading, toDo } from "./reading.ts";

// GitHub lists at most 2,048 commits of a push; more than that is a reason to look in any case.
const mostCommits = 2048;

const paths = z.array(z.string());

const Push = z.object({
  ref: z.string(),
  deleted: z.boolean(),
  commits: z.array(z.object({ added: paths, removed: paths, modified: paths })),
  repository: z.intersection(Repository, z.object({ default_branch: z.string() })),
});

/** Values or our configuration changed, as far as the names of the files tell. */
export function readPush(payload: unknown): Reading {
  const parsed = Push.safeParse(payload);
  if (!parsed.success) return ignored("unreadable");
  const { ref, deleted, commits, repository } = parsed.data;
  if (deleted || ref !== `refs/heads/${repository.default_branch}`) return ignored("other-branch");
  const names = commits.flatMap(({ added, removed, modified }) => [...added, ...removed, ...modified]);
  // A branch that was moved back has no commits that are new.
  const isListed = commits.length > 0 && commits.length < mostCommits && names.length > 0;
  if (isListed && !names.some(mayHoldValues)) return ignored("nothing-to-tune");
  return toDo([{ kind: "pass", repository: repository.full_name, why: "pushed" }]);
}

const endings = /\.(?:ya?ml|json5?|jsonc|toml|tf|tfvars|hcl|properties|env|ini|cfg|conf|tpl|gotmpl|lock)$/i;

function mayHoldValues(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  // Renderers read some files by any name; only a file that is called like prose or a picture surely sets nothing.
  return endings.test(name) || name.startsWith(".env") || !name.includes(".");
}
