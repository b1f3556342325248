import { createHash, type Hash } from "node:crypto";
import type { RepositoryFile, RepositoryFiles } from "../../core/model/index.ts";
import type { ChartToRender } from "../../ports/renderer.ts";

/** What is asked of a renderer. */
export type Question =
  | { readonly program: "kubectl"; readonly directory: string }
  | { readonly program: "helm"; readonly chart: ChartToRender };

/**
 * Names an answer by everything that can change it: the program, the question, and each file that it can read, with
 * the overlay over them. Kustomize may read the whole workspace. Helm reads what a chart names; where a link leads away from
 * there, it may read the whole workspace too. `null` where the time of day may change the answer.
 */
export function renderKey(
  program: string,
  question: Question,
  files: RepositoryFiles,
  overlay: ReadonlyMap<string, string>,
): string | null {
  const texts = question.program === "helm" ? textsOf(question.chart) : [];
  if (texts.some(isRestless)) return null;
  const hash = createHash("sha256");
  add(hash, [program, question]);
  for (const [path, file] of readable(question, files, overlay)) {
    const content = contentOf(file);
    if (question.program === "helm" && content.isRestless) return null;
    add(hash, [path, content.digest]);
  }
  return hash.digest("hex");
}

// JSON tells where each part ends.
function add(hash: Hash, parts: readonly unknown[]): void {
  hash.update(`${JSON.stringify(parts)}\n`);
}

type NamedFile = readonly [string, RepositoryFile];

function readable(
  question: Question,
  files: RepositoryFiles,
  overlay: ReadonlyMap<string, string>,
): readonly NamedFile[] {
  const all = new Map<string, RepositoryFile>(files.files);
  for (const [path, text] of overlay) all.set(path, { kind: "text", text });
  const sorted = [...all].sort(([left], [right]) => (left < right ? -1 : 1));
  if (question.program === "kubectl" || sorted.some(([, { kind }]) => kind === "symlink")) return sorted;
  const { directory, dependencies, values } = question.chart;
  const folders = [directory, ...dependencies.flatMap(({ at, chart }) => [at, chart])];
  const named = new Set(values.flatMap((source) => (source.from === "file" ? [source.path] : [])));
  return sorted.filter(
    ([path]) =>
      named.has(path) ||
      folders.some((folder) => folder === "" || path === folder || path.startsWith(`${folder}/`)),
  );
}

function textsOf({ values, parameters }: ChartToRender): readonly string[] {
  return [
    ...values.flatMap((source) => (source.from === "text" ? [source.text] : [])),
    ...parameters.map(({ value }) => value),
  ];
}

interface Content {
  readonly digest: string;
  readonly isRestless: boolean;
}

// The same file is part of many workspaces, and texts of an overlay are few.
const known = new WeakMap<RepositoryFile, Content>();

function contentOf(file: RepositoryFile): Content {
  const content = known.get(file) ?? look(file);
  known.set(file, content);
  return content;
}

// What was not read shows as the same stand-in whatever it holds, and nothing is ever executable.
function look(file: RepositoryFile): Content {
  // Nobody looked into it for functions that give another answer each time.
  if (file.kind === "archive") {
    const digest = createHash("sha256").update("archive").update(file.bytes).digest("base64");
    return { digest, isRestless: true };
  }
  const text = file.kind === "text" ? file.text : "";
  const shown = file.kind === "symlink" ? file.target : text;
  const digest = createHash("sha256")
    .update(JSON.stringify([file.kind, shown]))
    .digest("base64");
  return { digest, isRestless: isRestless(text) };
}

/**
 * Template functions that give another answer at every render, so that nothing of it may be kept: a proof renders twice
 * to tell what changes by itself. They ask for the time (`date` does so where it is given no date), or draw random numbers.
 */
const restlessWords =
  /\b(?:now|ago|date\w*|htmlDate\w*|rand\w*|shuffle|uuidv4|gen(?:PrivateKey|CA|SelfSigned|Signed)\w*|bcrypt|htpasswd|encryptAES)\b/;

// Line by line, because an expression over the whole text would be slow on a text that is all braces.
function isRestless(text: string): boolean {
  if (!text.includes("{{")) return false;
  return text.split("\n").some((line) => {
    const start = line.indexOf("{{");
    return start >= 0 && restlessWords.test(line.slice(start));
  });
}
