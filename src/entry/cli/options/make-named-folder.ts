import { makeFolder } from "../../../adapters/system/make-folder.ts";
import { UsageError } from "../usage-error.ts";

/** Makes the folder that a flag names, where it is not there. */
export function makeNamedFolder(flag: string, folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${flag}: cannot make the folder ${folder}: ${why}`);
  }
}
