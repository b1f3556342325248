import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Environment } from "../../src/core/manifests/index.ts";

const run = promisify(execFile);
const renderTimeout = 30_000;
const largest = 64 * 1024 * 1024;

/** A copy of a checkout, rendered by running kubectl in it: nothing of the product takes part. */
export class Scratch {
  readonly #folder: string;
  readonly #kubectl: string;
  readonly #plain = new Map<string, string | null>();

  private constructor(folder: string, kubectl: string) {
    this.#folder = folder;
    this.#kubectl = kubectl;
  }

  static async copyOf(folder: string, kubectl: string): Promise<Scratch> {
    const copy = await mkdtemp(join(tmpdir(), "optpass-sweep-"));
    await cp(folder, copy, { recursive: true, verbatimSymlinks: true });
    return new Scratch(copy, kubectl);
  }

  /** Multi-document YAML of an environment with other texts for some files; `null` where it does not render. */
  async render({ kind, path }: Environment, texts: ReadonlyMap<string, string>): Promise<string | null> {
    const known = texts.size === 0 ? this.#plain.get(path) : undefined;
    if (known !== undefined) return known;
    const originals = new Map<string, string>();
    for (const [file, text] of texts) {
      originals.set(file, await readFile(join(this.#folder, file), "utf8"));
      await writeFile(join(this.#folder, file), text);
    }
    try {
      const rendered = kind === "kustomization" ? await this.#kustomize(path) : null;
      if (texts.size === 0) this.#plain.set(path, rendered);
      return rendered;
    } finally {
      for (const [file, text] of originals) await writeFile(join(this.#folder, file), text);
    }
  }

  async #kustomize(path: string): Promise<string | null> {
    try {
      const { stdout } = await run(this.#kubectl, ["kustomize", `./${path}`], {
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
    } catch {
      return null;
    }
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }
}
