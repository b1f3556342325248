import type { Data } from "../../../data.ts";
import { textThroughLinks } from "../../../parsed-file.ts";
import { baseName, directoryOf } from "../../../repository-path.ts";
import { entriesAt, fieldAt, isTrueAt, itemsAt } from "../../declared-object.ts";
import { parseData } from "../../node-data.ts";
import { directoryGlob, fileGlob, type GlobStyle, matchesGlob } from "../../repository/glob.ts";
import { whoseRepository } from "../../repository/repository-address.ts";
import type { Work } from "../../work.ts";
import { flattenParameters, normalizeName, type ParameterSet } from "../placeholders.ts";
import { type Generated, type GeneratorContext, mostSets, nothing } from "./generated.ts";
import { withValues } from "./with-values.ts";

/** `git`: one set per folder that matches, or per object in the files that match, of this repository. */
export function readGit(context: GeneratorContext, body: Data): Generated {
  const { reading, doubts, goTemplate } = context;
  const address = fieldAt(body, ["repoURL"]) ?? "";
  const whose = whoseRepository(address, reading.repository);
  if (address.includes("{{")) doubts.placeholder(address);
  else if (whose === "other") doubts.otherRepository(address);
  if (address.includes("{{") || whose === "other") return nothing;
  const isByFolder = itemsAt(body, ["directories"]).length > 0;
  const sets = isByFolder ? folderSets(context, body) : fileSets(context, body);
  if (whose === "unknown" && sets.length > 0) doubts.certainty = "assumed";
  if (whose === "unknown" && sets.length === 0) doubts.notHere(reading, address);
  const values = entriesAt(body, ["values"]);
  return { sets: sets.map((set) => withValues(set, values, goTemplate)), open: [], possible: [] };
}

function folderSets({ reading, goTemplate }: GeneratorContext, body: Data): readonly ParameterSet[] {
  // Argo CD skips folders whose name begins with a dot, and what lies in them.
  const folders = [...reading.tree.directories].filter((path) => path !== "" && !/(?:^|\/)\./.test(path));
  return selectPaths(folders, body, "directories", directoryGlob, reading.work).map((path) =>
    pathParameters(path, null, prefixOf(body), goTemplate),
  );
}

function fileSets({ reading, doubts, goTemplate }: GeneratorContext, body: Data): readonly ParameterSet[] {
  return selectPaths(reading.tree.files, body, "files", fileGlob, reading.work).flatMap(
    (path): readonly ParameterSet[] => {
      const text = textThroughLinks(reading.survey.files, path)?.text ?? "";
      const content = reading.work.spend(text.length) ? parseData(path, text) : null;
      if (content === null) {
        doubts.undecided(`its generator cannot read ${path}`);
        return [];
      }
      const objects = Array.isArray(content) ? (content as readonly Data[]) : [content];
      return objects.map((object) => fileSet(object, path, prefixOf(body), goTemplate));
    },
  );
}

function fileSet(object: Data, path: string, prefix: string, goTemplate: boolean): ParameterSet {
  const found =
    object instanceof Map ? [...object].map(([key, value]): [string, Data] => [String(key), value]) : [];
  const own: ParameterSet = new Map(found);
  const parameters = pathParameters(directoryOf(path), baseName(path), prefix, goTemplate);
  return new Map<string, Data>([...(goTemplate ? own : flatDotted(own)), ...parameters]);
}

// The flattening that Argo CD uses writes an item of a list as `list.0`.
function flatDotted(set: ParameterSet): readonly (readonly [string, Data])[] {
  return [...flattenParameters(set)].map(([key, value]) => [key.replace(/\[(\d+)\]/g, ".$1"), value]);
}

function selectPaths(
  paths: readonly string[],
  body: Data,
  key: "directories" | "files",
  style: GlobStyle,
  work: Work,
): readonly string[] {
  const items = itemsAt(body, [key]).flatMap((item) => {
    const pattern = fieldAt(item, ["path"]);
    return pattern === null
      ? []
      : [
          {
            pattern: pattern.replace(/^\.?\//, "").replace(/\/$/, ""),
            excluded: isTrueAt(item, ["exclude"]),
          },
        ];
  });
  const matching = (excluded: boolean, path: string): boolean =>
    items.some((item) => item.excluded === excluded && matchesGlob(item.pattern, path, style));
  const found: string[] = [];
  for (const path of paths) {
    if (!work.spend(items.length)) break;
    if (matching(false, path) && !matching(true, path)) found.push(path);
    if (found.length > mostSets) break;
  }
  return found;
}

function prefixOf(body: Data): string {
  return fieldAt(body, ["pathParamPrefix"]) ?? "";
}

function pathParameters(
  path: string,
  filename: string | null,
  prefix: string,
  goTemplate: boolean,
): ParameterSet {
  // Go calls the root of a relative path `.`.
  const shown = path === "" ? "." : path;
  const segments = shown.split("/");
  const facts: (readonly [string, string])[] = [
    ["basename", baseName(shown)],
    ["basenameNormalized", normalizeName(baseName(shown))],
  ];
  if (filename !== null) facts.push(["filename", filename], ["filenameNormalized", normalizeName(filename)]);
  if (goTemplate) {
    const facet = new Map<string, Data>([["path", shown], ...facts, ["segments", segments]]);
    return prefix === "" ? new Map([["path", facet]]) : new Map([[prefix, new Map([["path", facet]])]]);
  }
  const name = prefix === "" ? "path" : `${prefix}.path`;
  return new Map<string, Data>([
    [name, shown],
    ...facts.map(([key, value]): [string, Data] => [`${name}.${key}`, value]),
    ...segments.map((segment, index): [string, Data] => [`${name}[${index}]`, segment]),
  ]);
}
