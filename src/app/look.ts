import { configFileNames } from "../core/config/index.ts";
import { checkNames } from "../core/model/index.ts";
import type { CodeHost, Overview } from "../ports/code-host.ts";

// Both prefixes of branches begin so, and so does the branch that would be in their way.
const headPrefix = "optpass";

/** One look at a repository, at everything that we may find there. */
export function lookAt(host: CodeHost): Promise<Overview> {
  return host.overview({ headPrefix, check: checkNames.proposal, paths: configFileNames });
}
