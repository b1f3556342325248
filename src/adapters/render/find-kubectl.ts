import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";

/** Path of the first executable `kubectl` in a list of directories like `PATH`; `null` where there is none. */
export async function findKubectl(path: string | undefined): Promise<string | null> {
  const names = process.platform === "win32" ? ["kubectl.exe"] : ["kubectl"];
  for (const directory of (path ?? "").split(delimiter)) {
    // A relative entry would let the current directory, which may be a hostile checkout, choose the program.
    if (!isAbsolute(directory)) continue;
    for (const name of names) if (await isProgram(join(directory, name))) return join(directory, name);
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
