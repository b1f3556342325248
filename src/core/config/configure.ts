import { err, ok, type Policy, type Result } from "../model/index.ts";
import { looserThan, withinBounds } from "./bounds.ts";
import type { Plain, PlainMap } from "./config-document.ts";
import { isPlainMap } from "./config-document.ts";
import { type ConfigLayer, type Origin, problemAt } from "./config-layer.ts";
import { type JsonSchema, mapOf, repositoryJsonSchema } from "./json-schema.ts";
import { type Merged, mergeLayers } from "./merge-layers.ts";
import type { OperatorConfig } from "./operator.ts";
import { settingsSchema } from "./policy-schema.ts";
import { byPlace, type ConfigProblem } from "./problem.ts";
import { didYouMean } from "./suggest.ts";
import { toPolicy } from "./to-policy.ts";

/** The settings that hold for a repository, and who decided each. */
export interface Configuration {
  readonly policy: Policy;
  /** As people would write it, every key included. */
  readonly effective: PlainMap;
  readonly origins: Merged["origins"];
  /** A file of the repository or of its organisation says something. */
  readonly isConfigured: boolean;
  /** What its author should know, though it holds. */
  readonly warnings: readonly ConfigProblem[];
}

/**
 * Puts layers over the defaults, within the operator's bounds. Organisation before presets of the repository before its
 * own file. `operator` is `null` on the command line, where whoever runs it decides.
 */
export function configure(
  layers: readonly ConfigLayer[],
  operator: OperatorConfig | null,
  warnings: readonly ConfigProblem[] = [],
): Result<Configuration, readonly ConfigProblem[]> {
  const problems =
    operator === null ? [] : layers.flatMap((layer) => [...notAllowed(layer, operator)].sort(byPlace));
  if (problems.length > 0) return err(problems);
  const all = [...optional(operator?.defaults), ...layers, ...optional(operator?.force)];
  const merged = mergeLayers([defaults, ...all]);
  const { value, origins } = operator === null ? merged : withinBounds(operator.bounds, merged);
  const settings = settingsSchema.safeParse(value);
  // Each layer is valid on its own; together, there may be too many rules or freezes.
  if (!settings.success)
    return err(
      settings.error.issues.map(({ path, message }) => atOrigin(origins, `${path.join(".")}[0]`, message)),
    );
  const policy = toPolicy(settings.data, operator?.bounds.paths ?? []);
  if (!policy.ok) {
    return err(policy.error.map(({ index, message }) => atOrigin(origins, `freezes[${index}]`, message)));
  }
  const isConfigured = layers.some(({ boundBy }) => boundBy !== null);
  return ok({ policy: policy.value, effective: value, origins, isConfigured, warnings });
}

/** The origin of a value, `default` where nobody decided it. */
export function originOf(origins: ReadonlyMap<string, Origin>, path: string): Origin {
  return origins.get(path) ?? { kind: "default" };
}

const defaults: ConfigLayer = {
  label: "default",
  value: defaultsOf(repositoryJsonSchema),
  originOf: () => ({ kind: "default" }),
  boundBy: null,
};

/** What the schema says of each key without a value, maps filled in. */
function defaultsOf(schema: JsonSchema): PlainMap {
  const entries = Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    // A schema is made of plain data.
    const value = property.default as Plain | undefined;
    if (value === undefined) return [];
    const map = mapOf(property);
    return [[key, isPlainMap(value) && map !== undefined ? defaultsOf(map) : value] as const];
  });
  return Object.fromEntries(entries);
}

function notAllowed(layer: ConfigLayer, { bounds, sources }: OperatorConfig): readonly ConfigProblem[] {
  const { boundBy, value } = layer;
  const chosen = value["source"];
  const names = sources.map(({ name }) => name);
  const isUnknown = typeof chosen === "string" && !names.includes(chosen);
  return [
    ...looserThan(bounds, layer),
    ...(isUnknown && boundBy !== null
      ? [
          problemAt(
            boundBy,
            ["source"],
            `the operator has no data source "${chosen}"${didYouMean(chosen, names)}`,
          ),
        ]
      : []),
  ];
}

function atOrigin(origins: Merged["origins"], path: string, message: string): ConfigProblem {
  const origin = originOf(origins, path);
  const place = origin.kind === "file" ? origin : { file: describeOrigin(origin), line: 1, column: 1 };
  return { file: place.file, line: place.line, column: place.column, path, message };
}

/** For people: `.github/optpass.yml:4`, `optpass:balanced`, `default`. */
export function describeOrigin(origin: Origin): string {
  switch (origin.kind) {
    case "default":
      return "default";
    case "preset":
      return origin.name;
    case "file":
      return `${origin.file}:${origin.line}`;
    case "bound":
      return "the operator's bound";
    case "flag":
      return "a flag";
  }
}

function optional<T>(value: T | null | undefined): readonly T[] {
  return value === null || value === undefined ? [] : [value];
}
