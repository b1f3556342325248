import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import {
  type ChartEnvironment,
  type Environment,
  inflatingLayers,
  type KustomizedEnvironment,
  type Survey,
} from "../../src/core/manifests/index.ts";
import { filledIn, kustomizationAsDeployed, type RepositoryTexts } from "../../test/support/as-deployed.ts";

const run = promisify(execFile);
const renderTimeout = 30_000;
const largest = 64 * 1024 * 1024;

export interface Programs {
  readonly kubectl: string;
  readonly helm: string;
}

/** A copy of a checkout, rendered by running kubectl and helm in it: nothing of the product takes part. */
export class Scratch {
  readonly #folder: string;
  readonly #programs: Programs;
  readonly #plain = new Map<string, string | null>();

  private constructor(folder: string, programs: Programs) {
    this.#folder = folder;
    this.#programs = programs;
  }

  static async copyOf(folder: string, programs: Programs): Promise<Scratch> {
    const copy = await mkdtemp(join(tmpdir(), "optpass-sweep-"));
    await cp(folder, copy, { recursive: true, verbatimSymlinks: true });
    return new Scratch(copy, programs);
  }

  /** Multi-document YAML of an environment with other texts for some files; `null` where it does not render. */
  async render(
    environment: Environment,
    survey: Survey,
    texts: ReadonlyMap<string, string>,
  ): Promise<string | null> {
    const { name } = environment;
    const known = texts.size === 0 ? this.#plain.get(name) : undefined;
    if (known !== undefined) return known;
    const originals = new Map<string, string>();
    for (const [file, text] of texts) {
      originals.set(file, await readFile(join(this.#folder, file), "utf8"));
      await writeFile(join(this.#folder, file), text);
    }
    try {
      const rendered = await this.#build(environment, survey, texts);
      if (texts.size === 0) this.#plain.set(name, rendered);
      return rendered;
    } catch {
      return null;
    } finally {
      for (const [file, text] of originals) await writeFile(join(this.#folder, file), text);
    }
  }

  async #build(
    environment: Environment,
    survey: Survey,
    texts: ReadonlyMap<string, string>,
  ): Promise<string> {
    if (environment.kind === "kustomization") {
      const read = (path: string): string => texts.get(path) ?? textOf(survey, path);
      const withHelm = inflatingLayers(survey, environment).length > 0 ? this.#withHelm() : [];
      return await this.#kustomize(environment, { paths: survey.files.files.keys(), read }, withHelm);
    }
    if (environment.kind === "chart") return await this.#template(environment, survey);
    const files = (survey.raw.get(environment.path) ?? []).map(({ path }) => path);
    return (await Promise.all(files.map((file) => this.#read(file)))).join("\n---\n");
  }

  // Charts may lie beside the kustomization, where they are read only without the usual restriction.
  #withHelm(): readonly string[] {
    const { helm } = this.#programs;
    return ["--enable-helm", `--helm-command=${helm}`, "--load-restrictor=LoadRestrictionsNone"];
  }

  async #kustomize(
    environment: KustomizedEnvironment,
    texts: RepositoryTexts,
    flags: readonly string[],
  ): Promise<string> {
    const deployed = kustomizationAsDeployed(environment, texts);
    const file = deployed === null ? null : join(this.#folder, deployed.file);
    const original = file === null ? null : await readFile(file, "utf8").catch(() => null);
    try {
      if (file !== null) await writeFile(file, deployed?.text ?? "");
      const rendered = await this.#run(this.#programs.kubectl, [
        "kustomize",
        ...flags,
        `./${environment.path}`,
      ]);
      return filledIn(rendered, environment, texts);
    } finally {
      if (file !== null) await (original === null ? rm(file) : writeFile(file, original));
    }
  }

  async #template({ source }: ChartEnvironment, { rendered }: Survey): Promise<string> {
    const values: string[] = [];
    for (const [index, one] of source.values.entries()) {
      if (one.from === "file") values.push("--values", one.path);
      else {
        const text = rendered.get(one.file)?.file.text ?? (await this.#read(one.file));
        const document = parseAllDocuments(text)[one.document];
        const inner: unknown = document?.toJS() && document.getIn(one.path);
        const file = `optpass-sweep-values-${index}.yaml`;
        await writeFile(join(this.#folder, file), typeof inner === "string" ? inner : JSON.stringify(inner));
        values.push("--values", file);
      }
    }
    for (const { name, value, forceString } of source.parameters)
      values.push(forceString ? "--set-string" : "--set", `${name}=${value}`);
    const namespace = source.namespace === null ? [] : ["--namespace", source.namespace];
    const chart = `./${source.chart}`;
    return await this.#run(this.#programs.helm, [
      "template",
      "--skip-tests",
      source.releaseName,
      chart,
      ...namespace,
      ...values,
    ]);
  }

  #read(file: string): Promise<string> {
    return readFile(join(this.#folder, file), "utf8");
  }

  async #run(program: string, args: readonly string[]): Promise<string> {
    const { stdout } = await run(program, args, {
      cwd: this.#folder,
      timeout: renderTimeout,
      maxBuffer: largest,
      // No program is found, and every proxy leads to a closed port: nothing is fetched.
      env: {
        PATH: "",
        HOME: this.#folder,
        HTTP_PROXY: "http://127.0.0.1:9",
        HTTPS_PROXY: "http://127.0.0.1:9",
      },
    });
    return stdout;
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}

function textOf({ files, rendered }: Survey, path: string): string {
  const declared = rendered.get(path);
  if (declared !== undefined) return declared.file.text;
  const file = files.files.get(path);
  return file?.kind === "text" ? file.text : "";
}
