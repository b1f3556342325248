import { changeDeclared, type ValueAddress } from "../core/manifests/index.ts";
import { ok, type Refusal, type RepositoryFiles, type Result } from "../core/model/index.ts";
import type { ProvedEdit } from "./analysis.ts";

/** Edits one value that is named by its file and path. No file in the answer: it has that value already. */
export function editValue(
  files: RepositoryFiles,
  address: ValueAddress,
  value: string,
): Result<Pick<ProvedEdit, "files" | "proof">, Refusal> {
  const changed = changeDeclared(files, address, value);
  if (!changed.ok) return changed;
  const { before, change, statements } = changed.value;
  const { file, line } = before.location;
  if (change !== null) return ok({ files: [change], proof: { statements } });
  return ok({ files: [], proof: { statements: [`${file}:${line} is ${value} already.`] } });
}
