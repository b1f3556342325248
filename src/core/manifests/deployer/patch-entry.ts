import { err, ok, type Refusal, type Result } from "../../model/index.ts";
import { type Data, dataAt } from "../data.ts";
import { fieldAt, isTrueAt, type Place } from "../deployments/declared-object.ts";
import type { DeploymentKind, KustomizeOptions } from "../deployments/deployment.ts";
import { dataOf } from "../deployments/node-data.ts";
import { isRemote, joinPath } from "../repository-path.ts";
import { listAt, lookUpPath, rangeOf } from "../yaml-nodes.ts";
import { lineOf, type YamlText } from "../yaml-text.ts";
import { type Texts, yamlAt } from "./kustomization-start.ts";

/** The patches of a deployer, with those that the texts have beyond what the repository has. */
export function patchPlaces(
  texts: Texts,
  { patches, patchesAt, patchesUnder }: KustomizeOptions,
): readonly Place[] {
  const yaml = patchesAt === null || !texts.texts.has(patchesAt.file) ? null : yamlAt(texts, patchesAt.file);
  if (patchesAt === null || yaml === null || !yaml.ok) return patches;
  const { file, document } = patchesAt;
  const path = patchesUnder === null ? patchesAt.path : [...patchesAt.path, patchesUnder];
  const holder = lookUpPath(yaml.value, yaml.value.documents[document]?.contents ?? null, path)?.node ?? null;
  const added = listAt(yaml.value, holder, "patches").slice(patches.length);
  return [
    ...patches,
    ...added.map((_, index) => ({ file, document, path: [...path, "patches", patches.length + index] })),
  ];
}

const targetFields = ["group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector"];

/**
 * A patch of a deployer as an entry of `patches` in the kustomization of `directory`. `yaml` is the text that its place
 * is in, and may be planted. Only what the deployer passes on is taken over: Flux knows no `path` and no `options`.
 */
export function patchEntry(
  yaml: YamlText,
  { document, path }: Place,
  deployer: DeploymentKind,
  directory: string,
): Result<Readonly<Record<string, unknown>>, Refusal> {
  const found = lookUpPath(yaml, yaml.documents[document]?.contents ?? null, path);
  const node = found?.node ?? null;
  const data = node === null ? undefined : dataOf(yaml, node)?.data;
  const line = node === null ? 1 : lineOf(yaml, rangeOf(node)[0]);
  const at = { file: yaml.file, line };
  if (!(data instanceof Map))
    return err({ code: "undecided-deployment", ...at, why: "one of its patches is no mapping" });
  const patch = fieldAt(data, ["patch"]);
  const isFlux = deployer === "flux-kustomization";
  const file = isFlux ? null : fieldAt(data, ["path"]);
  if (deployer === "argocd-applicationset" && patch?.includes("{{"))
    return err({ code: "undecided-template", ...at, text: patch.slice(patch.indexOf("{{")).slice(0, 80) });
  if (file !== null && (isRemote(file) || joinPath(directory, file) === null))
    return err({ code: "outside-repository", ...at, path: file.slice(0, 120) });
  const target = targetOf(data);
  const options = isFlux ? {} : optionsOf(data);
  return ok({
    ...(patch === null ? {} : { patch }),
    ...(file === null ? {} : { path: file }),
    ...(target === null ? {} : { target }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  });
}

function targetOf(data: Data): Readonly<Record<string, string>> | null {
  if (!(dataAt(data, ["target"]) instanceof Map)) return null;
  return Object.fromEntries(
    targetFields.flatMap((field) => {
      const text = fieldAt(data, ["target", field]);
      return text === null ? [] : [[field, text]];
    }),
  );
}

function optionsOf(data: Data): Readonly<Record<string, true>> {
  const names = ["allowNameChange", "allowKindChange"];
  return Object.fromEntries(
    names.flatMap((name) => (isTrueAt(data, ["options", name]) ? [[name, true as const]] : [])),
  );
}
