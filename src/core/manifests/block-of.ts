import type { Environment } from "./environment.ts";
import { kustomizationNames } from "./kustomization.ts";
import { findUrl } from "./kustomization-block.ts";
import { layersOf, startsOf } from "./layers-of.ts";
import { includedLayers, pluginPaths } from "./references.ts";
import type { Survey } from "./survey.ts";
import { parseYaml } from "./yaml-text.ts";

/** Why the environment must not be given to kustomize: it would fetch or execute something. `null`: it may be. */
export function blockOf(survey: Survey, environment: Environment): string | null {
  if (environment.kind !== "kustomization") return null;
  const start = startsOf(environment).find((path) => isUnread(survey, path));
  if (start !== undefined) return unreadLayer(start);
  for (const directory of layersOf(survey, environment)) {
    const kustomization = survey.kustomizations.get(directory);
    if (kustomization === undefined) continue;
    if (kustomization.blocked !== null) return kustomization.blocked;
    const unread = includedLayers(kustomization).find((layer) => isUnread(survey, layer));
    if (unread !== undefined) return unreadLayer(unread);
    const texts = kustomization.plugins.filter((entry) => /[\n{]/.test(entry));
    for (const path of pluginPaths(kustomization)) {
      const file = survey.files.files.get(path);
      if (file?.kind === "text") texts.push(file.text);
    }
    if (texts.some(loadsUrl)) {
      return `${kustomization.file} uses a generator or transformer that loads a URL, which is not fetched`;
    }
  }
  return null;
}

function unreadLayer(directory: string): string {
  return `the kustomization in ${directory || "."} could not be read`;
}

// What was not understood here could make kustomize do something that was not looked for.
function isUnread({ kustomizations, files }: Survey, directory: string): boolean {
  if (kustomizations.has(directory)) return false;
  return kustomizationNames.some((name) => files.files.has(directory === "" ? name : `${directory}/${name}`));
}

function loadsUrl(text: string): boolean {
  const yaml = parseYaml("", text);
  return yaml.ok
    ? yaml.value.documents.some(({ contents }) => findUrl(contents) !== null)
    : /:\/\//.test(text);
}
