import { isMap } from "yaml";
import { ok, type Refusal, type Result } from "../../model/index.ts";
import type { Place } from "../deployments/declared-object.ts";
import type { Substitution, Variable } from "../deployments/deployment.ts";
import { keyOf, lookUpPath, textOf } from "../yaml-nodes.ts";
import { parseYaml, type YamlText } from "../yaml-text.ts";

/** The variables as they are once these texts stand in the place of files; errors are those of `parseYaml`. */
export function editedSubstitution(
  substitution: Substitution,
  texts: ReadonlyMap<string, string>,
): Result<Substitution, Refusal> {
  const parsed = new Map<string, YamlText>();
  for (const file of filesOf(substitution)) {
    const text = texts.get(file);
    const yaml = text === undefined ? null : parseYaml(file, text);
    if (yaml !== null && !yaml.ok) return yaml;
    if (yaml !== null) parsed.set(file, yaml.value);
  }
  const variables = substitution.variables.flatMap((variable): readonly Variable[] => {
    const { at } = variable;
    if (at === null || !parsed.has(at.file)) return [variable];
    const value = textOf(nodeAt(parsed, at));
    return value === null ? [] : [{ ...variable, value }];
  });
  return ok({ ...substitution, variables: [...variables, ...addedVariables(parsed, substitution)] });
}

function filesOf({ variables, at }: Substitution): ReadonlySet<string> {
  return new Set([at.file, ...variables.flatMap((variable) => variable.at?.file ?? [])]);
}

function addedVariables(
  parsed: ReadonlyMap<string, YamlText>,
  { variables, at }: Substitution,
): readonly Variable[] {
  const place: Place = { ...at, path: [...at.path, "substitute"] };
  const own = nodeAt(parsed, place);
  if (!isMap(own)) return [];
  const known = new Set(variables.map((variable) => JSON.stringify(variable.at)));
  return own.items.flatMap((pair): readonly Variable[] => {
    const name = String(keyOf(pair)?.value ?? "");
    const added: Place = { file: at.file, document: at.document, path: [...place.path, name] };
    const value = textOf(nodeAt(parsed, added));
    return value === null || known.has(JSON.stringify(added)) ? [] : [{ name, value, at: added }];
  });
}

function nodeAt(parsed: ReadonlyMap<string, YamlText>, { file, document, path }: Place) {
  const yaml = parsed.get(file);
  return yaml && lookUpPath(yaml, yaml.documents[document]?.contents ?? null, path)?.node;
}
