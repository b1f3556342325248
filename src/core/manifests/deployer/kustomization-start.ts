import { err, ok, type Refusal, type Result } from "../../model/index.ts";
import type { Data } from "../data.ts";
import { readParsed } from "../deployments/declared-objects.ts";
import { dataOf } from "../deployments/node-data.ts";
import type { KustomizedEnvironment } from "../environment.ts";
import { relativePath } from "../repository-path.ts";
import type { Survey } from "../survey.ts";
import { parseYaml, type YamlText } from "../yaml-text.ts";

/** Files of a repository, some of them with other texts in their place; each is parsed once. */
export interface Texts {
  readonly survey: Survey;
  readonly texts: ReadonlyMap<string, string>;
  readonly read: Map<string, Result<YamlText, Refusal>>;
}

/** A kustomization before its deployer writes into it. */
export interface Start {
  readonly file: string;
  readonly fields: Map<string, Data>;
}

/** The kustomization of an environment, or the one that Flux generates for it. */
export function startOf(
  texts: Texts,
  { path, generated }: Pick<KustomizedEnvironment, "path" | "generated">,
): Result<Start, Refusal> {
  const { survey } = texts;
  if (generated !== null) {
    const resources = generated.map((entry) => relativePath(path, entry));
    // Flux writes the placeholder, too: kustomize takes a kustomization without any field for a mistake.
    const first: [string, Data] =
      resources.length > 0 ? ["resources", resources] : ["namespace", "_placeholder"];
    const file = path === "" ? "kustomization.yaml" : `${path}/kustomization.yaml`;
    return ok({ file, fields: new Map([first]) });
  }
  const file = survey.kustomizations.get(path)?.file;
  if (file === undefined) {
    const problem = "it is no kustomization that could be read";
    return err({ code: "unreadable-file", file: path === "" ? "." : path, problem });
  }
  const yaml = yamlAt(texts, file);
  if (!yaml.ok) return yaml;
  const data = dataOf(yaml.value, yaml.value.documents[0]?.contents ?? null)?.data;
  if (!(data instanceof Map))
    return err({ code: "unreadable-file", file, problem: "it is too large to be read" });
  return ok({ file, fields: new Map([...data].map(([key, value]) => [String(key), value as Data])) });
}

export function yamlAt({ survey, texts, read }: Texts, file: string): Result<YamlText, Refusal> {
  const known = read.get(file);
  if (known !== undefined) return known;
  const text = texts.get(file);
  const parsed = text === undefined ? readParsed(survey, file) : null;
  const yaml = parsed === null ? parseYaml(file, text ?? "") : parsed.ok ? ok(parsed.value.yaml) : parsed;
  read.set(file, yaml);
  return yaml;
}
