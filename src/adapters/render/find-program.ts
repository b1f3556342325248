import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";

/** Path of the first executable of this name in a list of directories like `PATH`; `null` where there is none. */
export async function findProgram(
  program: "kubectl" | "helm",
  path: string | undefined,
): Promise<string | null> {
  const name = process.platform === "win32" ? `${program}.exe` : program;
  for (const directory of (path ?? "").split(delimiter)) {
    // A relative entry would let the current directory, which may be a hostile checkout, choose the program.
    if (!isAbsolute(directory)) continue;
    if (await isProgram(join(directory, name))) return join(directory, name);
  }
  return null;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
