import { err, ok, type Refusal, type Result } from "../../model/index.ts";
import { type Data, dataAt } from "../data.ts";
import type { ReplicaOption } from "../deployments/deployment.ts";
import { lookUpPath, rangeOf, textOf } from "../yaml-nodes.ts";
import { lineOf } from "../yaml-text.ts";
import { type Texts, yamlAt } from "./kustomization-start.ts";

/** An entry of `replicas` in a kustomization. */
interface ReplicaEntry {
  readonly name: string;
  readonly count: number;
}

/** The replicas that a deployer sets, with the numbers as the texts say. Kustomize takes a whole number only. */
export function replicasIn(
  texts: Texts,
  options: readonly ReplicaOption[],
): Result<readonly ReplicaEntry[], Refusal> {
  const entries: ReplicaEntry[] = [];
  for (const { name, count } of options) {
    const { file, document, path } = count;
    const yaml = yamlAt(texts, file);
    if (!yaml.ok) return yaml;
    const node = lookUpPath(yaml.value, yaml.value.documents[document]?.contents ?? null, path)?.node ?? null;
    const text = textOf(node) ?? "";
    const line = node === null ? 1 : lineOf(yaml.value, rangeOf(node)[0]);
    if (!/^\d{1,10}$/.test(text))
      return err({ code: "undecided-deployment", file, line, why: `the replicas of ${name} are no number` });
    entries.push({ name, count: Number(text) });
  }
  return ok(entries);
}

/**
 * One entry for each name, in the order of the names; what is set goes before what was there.
 * Source: sigs.k8s.io/kustomize, `kustomize edit set replicas`.
 */
export function mergeReplicas(before: Data | undefined, set: readonly ReplicaEntry[]): Data {
  const entries = new Map<string, Data>();
  for (const entry of Array.isArray(before) ? (before as readonly Data[]) : []) {
    const name = dataAt(entry, ["name"]);
    if (typeof name === "string") entries.set(name, entry);
  }
  for (const { name, count } of set)
    entries.set(
      name,
      new Map<string, Data>([
        ["name", name],
        ["count", count],
      ]),
    );
  return [...entries].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, entry]) => entry);
}
