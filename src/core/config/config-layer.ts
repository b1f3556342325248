import { err, ok, type Result, showText } from "../model/index.ts";
import { type ConfigDocument, type PlainMap, readDocument } from "./config-document.ts";
import { describeIssues } from "./describe-issues.ts";
import { repositoryJsonSchema } from "./json-schema.ts";
import { repositorySchema } from "./policy-schema.ts";
import { isPresetName, type PresetFile, parsePresetFile, presetNames, presets } from "./presets.ts";
import { type ConfigPath, type ConfigProblem, describePath } from "./problem.ts";
import { didYouMean } from "./suggest.ts";

/** A file with its text, as its author knows it. */
export interface ConfigText {
  /** A path in the repository, or `acme/.github:optpass.yml`. */
  readonly file: string;
  readonly text: string;
}

/** Who decided a value. */
export type Origin =
  | { readonly kind: "default" }
  | { readonly kind: "preset"; readonly name: string }
  | { readonly kind: "file"; readonly file: string; readonly line: number; readonly column: number }
  /** The operator allows no more than this. */
  | { readonly kind: "bound" }
  /** A flag of the command line. */
  | { readonly kind: "flag" };

/** Settings that go over those of the layers before. */
export interface ConfigLayer {
  /** Before the names of rules that have none. */
  readonly label: string;
  /** As written; only what is valid. */
  readonly value: PlainMap;
  readonly originOf: (path: ConfigPath) => Origin;
  /** `null` for what is the operator's, or part of this program: bounds do not hold it. */
  readonly boundBy: ConfigDocument | null;
}

/** A valid file, and what it extends. */
export interface ConfigFile {
  readonly layer: ConfigLayer;
  /** In the order in which they apply. */
  readonly extended: readonly Extended[];
}

export type Extended =
  | { readonly kind: "layer"; readonly layer: ConfigLayer }
  | {
      readonly kind: "file";
      readonly preset: PresetFile;
      readonly text: string;
      readonly where: ConfigProblem;
    };

/** Reads one file of a repository or organisation, or a preset, on its own. */
export function readConfigFile({ file, text }: ConfigText): Result<ConfigFile, readonly ConfigProblem[]> {
  const read = readDocument(file, text);
  if (!read.ok) return err([read.error]);
  const document = read.value;
  const parsed = repositorySchema.safeParse(document.content);
  if (!parsed.success) return err(describeIssues(parsed.error.issues, document, repositoryJsonSchema));
  const problems: ConfigProblem[] = [];
  const extended = (parsed.data.extends ?? []).flatMap((name, index): readonly Extended[] => {
    const where = problemAt(document, ["extends", index], "");
    const one = extendedBy(name, where);
    if (one.ok) return [one.value];
    problems.push({ ...where, message: one.error });
    return [];
  });
  const { $schema: _, version: __, extends: ___, ...value } = document.content;
  if (problems.length > 0) return err(problems);
  return ok({ layer: layerOf(document, value, file), extended });
}

export function layerOf(
  document: ConfigDocument,
  value: PlainMap,
  label: string,
  below: ConfigPath = [],
): ConfigLayer {
  const { file } = document;
  return {
    label,
    value,
    originOf: (path) => ({ kind: "file", file, ...document.placeOf([...below, ...path]) }),
    boundBy: below.length === 0 ? document : null,
  };
}

export function problemAt(document: ConfigDocument, path: ConfigPath, message: string): ConfigProblem {
  return { file: document.file, ...document.placeOf(path), path: describePath(path), message };
}

function extendedBy(name: string, where: ConfigProblem): Result<Extended, string> {
  if (isPresetName(name)) {
    const origin: Origin = { kind: "preset", name };
    const layer = { label: name, value: presets[name], originOf: () => origin, boundBy: null };
    return ok({ kind: "layer", layer });
  }
  const preset = parsePresetFile(name);
  if (preset !== null) return ok({ kind: "file", preset, text: name, where });
  return err(
    `"${showText(name, 80)}" is neither one of ${presetNames.join(", ")} nor a file such as acme/platform:optpass.yml@v1${didYouMean(name, presetNames)}`,
  );
}
