import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** What kustomize makes of a directory of these texts when it is allowed to run helm itself, as multi-document YAML. */
export async function kustomizeWithHelm(
  programs: { readonly kubectl: string; readonly helm: string },
  texts: Readonly<Record<string, string>>,
  directory: string,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "optpass-inflated-"));
  try {
    for (const [path, text] of Object.entries(texts)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const args = [
      "kustomize",
      "--enable-helm",
      "--load-restrictor=LoadRestrictionsNone",
      `--helm-command=${programs.helm}`,
      `./${directory}`,
    ];
    const { stdout } = await promisify(execFile)(programs.kubectl, args, {
      cwd: folder,
      env: { PATH: "", HOME: folder },
    });
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
