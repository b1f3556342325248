import { type ConfigText, organisationFile, type PresetFile } from "../core/config/index.ts";
import { type Duration, type Instant, instant } from "../core/model/index.ts";
import type { Clock } from "../ports/clock.ts";

/** Reads a file of another repository; `null` when it is not there. */
export type ReadShared = (file: PresetFile) => Promise<string | null>;

// An organisation has a handful of them; a thousand hostile references must not fill the memory.
const most = 200;

/** Answers, those that nothing is there as well, are good for `keptFor`; failures are not kept. */
export function rememberFiles(read: ReadShared, clock: Clock, keptFor: Duration): ReadShared {
  const kept = new Map<string, { readonly until: Instant; readonly text: Promise<string | null> }>();
  return (file) => {
    const key = JSON.stringify([file.owner.toLowerCase(), file.repository, file.path, file.ref]);
    const now = clock.now();
    const known = kept.get(key);
    if (known !== undefined && now < known.until) return known.text;
    const text = read(file).catch((error: unknown) => {
      if (kept.get(key)?.text === text) kept.delete(key);
      throw error;
    });
    kept.delete(key);
    kept.set(key, { until: instant(now + keptFor), text });
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return text;
  };
}

/** What the organisation of a repository says of all of them; its own `.github` repository reads itself already. */
export async function readOrganisation(fullName: string, read: ReadShared): Promise<ConfigText | null> {
  const [owner = "", name = ""] = fullName.split("/");
  const { repository, path } = organisationFile;
  if (name.toLowerCase() === repository) return null;
  const text = await read({ owner, repository, path, ref: null });
  return text === null ? null : { file: `${owner}/${repository}:${path}`, text };
}
