import { z } from "zod";
import { decodeFile, type RepositoryFile, type RepositoryFiles } from "../../core/model/index.ts";
import { PortError } from "../../ports/port-error.ts";
import { objectName, readAnswer } from "./answers.ts";
import type { Known } from "./describe.ts";
import type { Session } from "./session.ts";

const blob = z.object({
  // null: not UTF-8.
  text: z.string().nullable(),
  isTruncated: z.boolean(),
  byteSize: z.number(),
});

const filesAnswer = z.object({
  repository: z
    .object({ commit: z.object({ oid: objectName }).nullable() })
    // An empty object is a folder of that name.
    .catchall(z.union([blob, z.object({}).strict(), z.null()])),
});

type Found = z.infer<typeof blob> | Record<string, never> | null | undefined;

/** Few files of one commit, in one question. A symbolic link shows as the text that it is in git. */
export async function readFilesAt(
  session: Session,
  known: Known,
  commit: string,
  paths: readonly string[],
): Promise<RepositoryFiles> {
  const { owner, repo, fullName } = known;
  const names = Object.fromEntries(paths.map((path, index) => [`e${index}`, `${commit}:${path}`]));
  const attempt = { doing: "read a file", needs: "Contents: read" };
  const answer = await session.attempt(attempt, async () => {
    try {
      const variables = { owner, repo, oid: commit, ...names };
      return await session.client.graphql(filesQuestion(paths.length), variables);
    } finally {
      // Sent like a write, and writes nothing.
      session.meter.unwrite();
    }
  });
  const { commit: seen, ...found } = readAnswer(filesAnswer, answer, session.place).repository;
  if (seen === null) {
    throw new PortError("github", "not-found", `${fullName} has no commit ${commit}`);
  }
  const files = paths.flatMap((path, index): readonly (readonly [string, RepositoryFile])[] => {
    const file = fileOf(path, found[`f${index}`] as Found);
    return file === null ? [] : [[path, file]];
  });
  return { origin: `${fullName}@${commit}`, files: new Map(files) };
}

function fileOf(path: string, found: Found): RepositoryFile | null {
  if (found === null || found === undefined || !("byteSize" in found)) return null;
  if (found.isTruncated) return { kind: "too-large", bytes: found.byteSize };
  return found.text === null ? { kind: "binary" } : decodeFile(path, Buffer.from(found.text), false);
}

/** The GraphQL document that asks for so many files of one commit. */
export function filesQuestion(count: number): string {
  const each = Array.from({ length: count }, (_, index) => index);
  return `query($owner: String!, $repo: String!, $oid: GitObjectID!, ${each.map((index) => `$e${index}: String!`).join(", ")}) {
    repository(owner: $owner, name: $repo) {
      commit: object(oid: $oid) { oid }
      ${each.map((index) => `f${index}: object(expression: $e${index}) { ... on Blob { text isTruncated byteSize } }`).join("\n      ")}
    }
  }`;
}
