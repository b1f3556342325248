import type { PlainMap } from "./config-document.ts";

/** Presets that come with the program, below whatever names them. */
export const presets: Readonly<Record<PresetName, PlainMap>> = {
  // For the first weeks, and where an incident is dear: little at once, and values that are hardly ever passed.
  "optpass:conservative": {
    limits: { open: 1, openedAnHour: 1, extraForSafety: 1, inFlight: 1 },
    tuning: { risk: "0.2%", cpuLimits: "keep", memoryLimits: "equal" },
    updates: { deadBand: "20%", approvedDeadBand: "50%", evaluations: 5 },
    rejections: { lasts: "180d" },
  },
  "optpass:balanced": {
    limits: { open: 3, openedAnHour: 1, extraForSafety: 2, inFlight: 1 },
    tuning: { risk: "1%", cpuLimits: "keep", memoryLimits: "equal" },
  },
  "optpass:observe": { mode: "observe" },
};

export const presetNames = ["optpass:conservative", "optpass:balanced", "optpass:observe"] as const;

type PresetName = (typeof presetNames)[number];

export function isPresetName(text: string): text is PresetName {
  return (presetNames as readonly string[]).includes(text);
}

/** A file of another repository that is extended. */
export interface PresetFile {
  readonly owner: string;
  readonly repository: string;
  readonly path: string;
  /** Branch, tag or commit; `null`: the default branch. */
  readonly ref: string | null;
}

/** `acme/platform:optpass/base.yml@v1`; `null` for anything else, or a path that leaves the repository. */
export function parsePresetFile(text: string): PresetFile | null {
  const match =
    /^([A-Za-z0-9][A-Za-z0-9-]{0,38})\/([A-Za-z0-9._-]{1,100}):([A-Za-z0-9._/-]{1,200})(?:@([A-Za-z0-9._/-]{1,200}))?$/.exec(
      text,
    );
  const [, owner = "", repository = "", path = "", ref] = match ?? [];
  const parts = path.split("/");
  if (match === null || /^\.{1,2}$/.test(repository)) return null;
  if (parts.some((part) => part === "" || /^\.{1,2}$/.test(part)) || parts[0]?.toLowerCase() === ".git")
    return null;
  if (!/\.(?:ya?ml|json)$/.test(path)) return null;
  // What git itself refuses as a name, and what would leave the path of an address.
  if (ref !== undefined && (/\.\.|\/\/|^[/.-]|\/$|\.lock$/.test(ref) || ref.split("/").includes(".")))
    return null;
  return { owner, repository, path, ref: ref ?? null };
}
