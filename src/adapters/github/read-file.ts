import { z } from "zod";
import { PortError } from "../../ports/port-error.ts";
import { readAnswer } from "./answers.ts";
import type { GitHubOptions } from "./options.ts";
import { openSession } from "./session.ts";

// GitHub sends no content of files above 1 MiB, and says so in the encoding.
const fileAnswer = z.union([
  z.object({ type: z.literal("file"), content: z.string(), encoding: z.enum(["base64", "none"]) }),
  z.object({ type: z.enum(["symlink", "submodule"]) }),
  z.array(z.unknown()),
]);

/**
 * One text of a repository, at a branch, tag or commit (`null`: the default branch); `null` where it is not there, is no
 * file, or may not be seen by us.
 */
export async function readGitHubFile(
  options: GitHubOptions,
  path: string,
  ref: string | null,
): Promise<string | null> {
  const session = openSession(options);
  const [owner = "", repo = ""] = options.repository.split("/");
  const attempt = { doing: "read a file", needs: "Contents: read" };
  try {
    const { data } = await session.attempt(attempt, () =>
      session.client.rest.repos.getContent({ owner, repo, path, ...(ref === null ? {} : { ref }) }),
    );
    const file = readAnswer(fileAnswer, data, session.place);
    if (!("content" in file)) return null;
    if (file.encoding === "base64") return Buffer.from(file.content, "base64").toString("utf8");
    throw new PortError("github", "too-heavy", `${path} of ${options.repository} is too large to be read`);
  } catch (error) {
    if (error instanceof PortError && error.code === "not-found") return null;
    throw error;
  }
}
