import type { ContainerRef } from "../../model/index.ts";
import { wordsOf } from "../values-shapes/words.ts";
import { groupOf } from "../workload-nodes.ts";
import type { CustomResource } from "./operator-containers.ts";

/**
 * Whether names agree that a workload is made from a block of a custom resource: the workload's name holds that of
 * the resource; what else it says, and what the block's part says, is said by kind, group, part or container.
 */
export function fitsBlockName(
  { apiVersion, kind, name, at }: CustomResource,
  running: Pick<ContainerRef, "name" | "container">,
): boolean {
  const rest = restOf(running.name, name);
  if (rest === null) return false;
  const [, ...part] = at.map(String).flatMap(wordsOf);
  const of = new Set([...wordsOf(kind), kind.toLowerCase(), ...wordsOf(groupOf(apiVersion)), ...plain]);
  const container = wordsOf(running.container);
  const here = new Set([...wordsOf(running.name), ...container]);
  const own = new Set(wordsOf(name));
  const isKnown = (word: string): boolean => part.includes(word) || of.has(word) || own.has(word);
  return (
    rest.every(isKnown) && container.every(isKnown) && part.every((word) => here.has(word) || of.has(word))
  );
}

// What operators add to a name, and call a container, without saying anything.
const plain = "main app server node cluster instance statefulset deployment sts".split(" ");

function restOf(workload: string, name: string): readonly string[] | null {
  const [words, own] = [wordsOf(workload), wordsOf(name)];
  const at = words.findIndex((_, start) => own.every((word, index) => words[start + index] === word));
  return at < 0 || own.length === 0 ? null : [...words.slice(0, at), ...words.slice(at + own.length)];
}
