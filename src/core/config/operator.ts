import { type Duration, err, ok, parseQuantity, type Result, toNumber } from "../model/index.ts";
import type { Bounds } from "./bounds.ts";
import { type ConfigDocument, isPlainMap, readDocument } from "./config-document.ts";
import { type ConfigLayer, type ConfigText, layerOf, problemAt } from "./config-layer.ts";
import { describeIssues } from "./describe-issues.ts";
import { anyGlob } from "./glob.ts";
import { operatorJsonSchema } from "./json-schema.ts";
import { operatorSchema } from "./operator-schema.ts";
import type { ConfigProblem } from "./problem.ts";

/** What the operator of a server decided, of text that only they can write. */
export interface OperatorConfig {
  readonly sources: readonly DataSource[];
  /** Whether a repository is worked on, by its full name in any case. */
  readonly allows: (fullName: string) => boolean;
  /** The kill switch: as long as it is not `null`, nothing is written anywhere. */
  readonly stopped: { readonly reason: string } | null;
  readonly bounds: Bounds;
  readonly defaults: ConfigLayer | null;
  readonly force: ConfigLayer | null;
}

export interface DataSource {
  readonly name: string;
  readonly url: string;
  readonly auth: DataSourceAuth;
  readonly headers: readonly DataSourceHeader[];
  readonly tls: {
    readonly caFile: string | null;
    readonly certFile: string | null;
    readonly keyFile: string | null;
    readonly insecure: boolean;
  };
  /** PromQL label matchers, not parsed yet. */
  readonly selector: string | null;
  /** `null`: the default of whoever asks. */
  readonly limits: {
    readonly timeout: Duration | null;
    readonly concurrency: number | null;
    readonly samples: number | null;
    readonly series: number | null;
    readonly bytes: number | null;
  };
  /** Whether a repository may choose it. */
  readonly allows: (fullName: string) => boolean;
}

export type DataSourceAuth =
  | { readonly kind: "none" }
  | { readonly kind: "bearer"; readonly token: SecretReference }
  | { readonly kind: "basic"; readonly username: string; readonly password: SecretReference }
  | { readonly kind: "sigv4"; readonly region: string };

/** Where a secret is found: a variable of the server's environment, or a file that is read for every use. */
export type SecretReference = { readonly env: string } | { readonly file: string };

export interface DataSourceHeader {
  readonly name: string;
  readonly value: string | SecretReference;
}

/** Reads `optpass-server.yml`. */
export function readOperatorConfig(source: ConfigText): Result<OperatorConfig, readonly ConfigProblem[]> {
  const read = readDocument(source.file, source.text);
  if (!read.ok) return err([read.error]);
  const document = read.value;
  const parsed = operatorSchema.safeParse(document.content);
  if (!parsed.success) return err(describeIssues(parsed.error.issues, document, operatorJsonSchema));
  const { repositories, sources, stopped, bounds } = parsed.data;
  const problems = sourceProblems(parsed.data.sources, document);
  if (problems.length > 0) return err(problems);
  return ok({
    sources: Object.entries(sources).map(([name, one]) => sourceOf(name, one)),
    allows: allows(repositories),
    stopped,
    bounds,
    defaults: layerAt(document, "defaults"),
    force: layerAt(document, "force"),
  });
}

/** What the operator decided, with the data sources that are open to a repository. It is told of no others. */
export function sourcesFor(operator: OperatorConfig, fullName: string): OperatorConfig {
  return { ...operator, sources: operator.sources.filter((one) => one.allows(fullName)) };
}

/**
 * The data source of a repository, of those that are open to it: the one that it names, or the only one. The error is a
 * sentence for its people.
 */
export function chooseSource(
  { sources }: Pick<OperatorConfig, "sources">,
  name: string | null,
): Result<DataSource, string> {
  const [only, another] = sources;
  if (only === undefined)
    return err("the operator of this server opens no data source to this repository; ask them for one");
  const names = `${another === undefined ? "there is" : "there are"} ${sources.map((one) => one.name).join(", ")}`;
  if (name !== null) {
    const chosen = sources.find((one) => one.name === name);
    return chosen === undefined
      ? err(`the operator opens no data source "${name}" to this repository; ${names}`)
      : ok(chosen);
  }
  return another === undefined ? ok(only) : err(`choose a data source with \`source\`; ${names}`);
}

type ParsedSource = (typeof operatorSchema)["_output"]["sources"][string];

function sourceOf(name: string, parsed: ParsedSource): DataSource {
  const { url, tls, selector, limits, headers, secretHeaders, repositories } = parsed;
  return {
    name,
    url,
    auth: authOf(parsed.auth),
    headers: [...Object.entries(headers ?? {}), ...Object.entries(secretHeaders ?? {})].map(
      ([name, value]) => ({
        name,
        value,
      }),
    ),
    tls: {
      caFile: tls?.ca ?? null,
      certFile: tls?.cert ?? null,
      keyFile: tls?.key ?? null,
      insecure: tls?.insecure ?? false,
    },
    selector: selector ?? null,
    limits: {
      timeout: limits?.timeout ?? null,
      concurrency: limits?.concurrency ?? null,
      samples: limits?.samples ?? null,
      series: limits?.series ?? null,
      bytes: limits?.bytes === undefined ? null : bytesOf(limits.bytes),
    },
    allows: repositories === undefined ? () => true : allows(repositories),
  };
}

function authOf(auth: ParsedSource["auth"]): DataSourceAuth {
  if (auth?.bearer !== undefined) return { kind: "bearer", token: auth.bearer };
  if (auth?.basic !== undefined) return { kind: "basic", ...auth.basic };
  return auth?.sigv4 === undefined ? { kind: "none" } : { kind: "sigv4", region: auth.sigv4.region };
}

/** Code hosts tell no cases of names apart. */
function allows(patterns: readonly string[]): (fullName: string) => boolean {
  const matches = anyGlob(patterns.map((one) => one.toLowerCase()));
  return (fullName) => matches(fullName.toLowerCase());
}

function bytesOf(text: string): number | null {
  const parsed = parseQuantity(text);
  return parsed.ok ? toNumber(parsed.value) : null;
}

// V8 reads no text of 512 MiB. Below a mebibyte, ordinary answers about labels would not fit.
const bytesRange = { least: 2 ** 20, most: 511 * 2 ** 20 } as const;

function sourceProblems(
  sources: Readonly<Record<string, ParsedSource>>,
  document: ConfigDocument,
): readonly ConfigProblem[] {
  return Object.entries(sources).flatMap(([name, { limits }]) => {
    const bytes = limits?.bytes === undefined ? null : bytesOf(limits.bytes);
    const isFit = bytes === null || (bytes >= bytesRange.least && bytes <= bytesRange.most);
    return isFit
      ? []
      : [
          problemAt(
            document,
            ["sources", name, "limits", "bytes"],
            `${limits?.bytes} is not between 1Mi and 511Mi`,
          ),
        ];
  });
}

function layerAt(document: ConfigDocument, key: "defaults" | "force"): ConfigLayer | null {
  const value = document.content[key];
  return isPlainMap(value) ? layerOf(document, value, `operator ${key}`, [key]) : null;
}
