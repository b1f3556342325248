import type { HeapFlag, HeapSize, Location, Runtime } from "../../model/index.ts";
import type { EnvText, Launch } from "../launch/launch.ts";
import { readAutoLimit, readGoLimit } from "./go-memory.ts";
import { readJavaHeap, strongest } from "./java-heap.ts";
import { readNodeHeap } from "./node-heap.ts";
import { type StatedSize, unknownSize, wordsOf } from "./stated-size.ts";

/**
 * The flag that bounds each runtime's memory, of those that the manifest shows; none where no runtime shows. What may be
 * set to what is not written here is unknown, never absent. Variables and files that the image brings are not seen.
 */
export function findHeapFlags(launch: Launch): readonly HeapFlag[] {
  const texts = launchTexts(launch);
  return [javaFlag(texts), goFlag(launch.env), nodeFlag(texts)].flatMap((flag) => {
    if (flag === null) return [];
    return [launch.isDoubted ? { ...flag, size: unknownSize } : flag];
  });
}

/** A variable, or one word of the command line; `value` is `null` where it comes from elsewhere. */
interface LaunchText {
  /** Of the variable; empty for a word. */
  readonly name: string;
  readonly value: string | null;
  locate(): Location | null;
}

function launchTexts({ env, command, args }: Launch): readonly LaunchText[] {
  const words = [...(command ?? []), ...(args ?? [])].map(({ text, locate }) => ({
    name: "",
    value: text,
    locate,
  }));
  // A variable may be used in those after it and in words: `$(NAME)`.
  const known = new Map(env.flatMap(({ name, value }) => (value === null ? [] : [[name, value] as const])));
  const expand = (text: string): string =>
    text.replace(/\$\(([A-Za-z0-9_.-]+)\)/g, (whole, name: string) => known.get(name) ?? whole);
  return [...env, ...words].map(({ name, value, locate }) => ({
    name,
    value: value === null ? null : expand(value),
    locate,
  }));
}

// The JVM reads the first itself and puts the last behind all others (JVM TI, "The JAVA_TOOL_OPTIONS variable"); the
// launcher puts its own before the command line; all others are put there by scripts.
const ranks: Readonly<Record<string, number>> = {
  JAVA_TOOL_OPTIONS: 0,
  JDK_JAVA_OPTIONS: 1,
  _JAVA_OPTIONS: 4,
};
const scriptRank = 2;
const wordRank = 3;

// What scripts of images call it: JAVA_OPTS, JVM_OPTS, CATALINA_OPTS, ES_JAVA_OPTS, KAFKA_HEAP_OPTS.
const javaVariable = /(?:^|_)(?:JAVA|JDK|JVM|CATALINA|HEAP)_(?:[A-Z]+_)*(?:OPTS|OPTIONS|ARGS)$/;

const javaWord = /(?:^|[\s/])java(?:\s|$)|(?:^|\s)-jar(?:\s|$)/;

function javaFlag(texts: readonly LaunchText[]): HeapFlag | null {
  const inOrder = [...texts].sort((left, right) => rankOf(left) - rankOf(right));
  const stated = inOrder.flatMap(({ name, value, locate }) => {
    const found = value === null ? unnamed(name, javaVariable) : (readJavaHeap(value) ?? hidden(name, value));
    return found === null ? [] : [{ ...found, locate }];
  });
  const taken = strongest(stated);
  if (taken !== null) return flagOf("jvm", taken.size, taken.text, taken.locate());
  const sign = texts.find(({ name, value }) =>
    name === "" ? javaWord.test(value ?? "") : javaVariable.test(name),
  );
  return sign === undefined ? null : flagOf("jvm", { kind: "default" }, sign.name || "java", sign.locate());
}

function rankOf({ name }: LaunchText): number {
  return name === "" ? wordRank : (ranks[name] ?? scriptRank);
}

function goFlag(env: readonly EnvText[]): HeapFlag | null {
  const limit = env.find(({ name }) => name === "GOMEMLIMIT");
  const auto = env.find(({ name }) => name === "AUTOMEMLIMIT");
  // The library leaves a limit that is set alone.
  const found = limit ?? auto;
  if (found === undefined) return null;
  const { name, value, isMemoryLimit, locate } = found;
  const size = sizeOfGo(found === limit ? readGoLimit : readAutoLimit, value, isMemoryLimit);
  return flagOf("go", size, value === null ? name : `${name}=${value}`, locate());
}

function sizeOfGo(read: (value: string) => HeapSize, value: string | null, isMemoryLimit: boolean): HeapSize {
  if (isMemoryLimit) return { kind: "share", share: 1 };
  return value === null ? unknownSize : read(value);
}

const nodeVariable = /^NODE_OPTIONS$/;
// `node` alone is a word of other programs, too; a script is not.
const nodeWord = /\.[cm]?js["']?(?:\s|$)/;

/** The command line stands above NODE_OPTIONS (nodejs.org/api/cli.html), so it is looked at last. */
function nodeFlag(texts: readonly LaunchText[]): HeapFlag | null {
  const stated = texts.flatMap(({ name, value, locate }) => {
    const found = value === null ? unnamed(name, nodeVariable) : readNodeHeap(value);
    return found === null ? [] : [{ ...found, locate }];
  });
  const last = stated.at(-1);
  if (last !== undefined) return flagOf("nodejs", last.size, last.text, last.locate());
  const sign = texts.find(({ name, value }) =>
    name === "" ? nodeWord.test(value ?? "") : nodeVariable.test(name),
  );
  return sign === undefined
    ? null
    : flagOf("nodejs", { kind: "default" }, sign.name || "node", sign.locate());
}

/** A variable of options that takes some of them from another one, which is not known. */
function hidden(name: string, value: string): StatedSize | null {
  const taken = javaVariable.test(name)
    ? wordsOf(value).find((word) => /^\$[({A-Za-z_]/.test(word))
    : undefined;
  return taken === undefined ? null : { size: unknownSize, text: `${name}=${taken}` };
}

/** A variable that may set the heap, but whose value is not written. */
function unnamed(name: string, meant: RegExp): StatedSize | null {
  return meant.test(name) ? { size: unknownSize, text: name } : null;
}

function flagOf(runtime: Runtime, size: HeapSize, text: string, location: Location | null): HeapFlag {
  return { runtime, size, text, location };
}
