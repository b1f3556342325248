import { type Data, dataAt } from "../../data.ts";
import { type DeclaredObject, fieldAt, isTrueAt, itemsAt, scalarAt } from "../declared-object.ts";
import type { DeploymentSource } from "../deployment.ts";
import { Doubts, type Draft, type Reading } from "../reading.ts";
import { readApplication } from "./application.ts";
import { type Generated, mostSets } from "./generators/generated.ts";
import { readGenerator } from "./generators/index.ts";
import { fillData, flattenParameters, type ParameterSet } from "./placeholders.ts";

/**
 * The Applications that an Argo CD `ApplicationSet` makes, as far as files decide it. One whose generators give nothing
 * is a deployment without sources, so that it is seen.
 */
export function readApplicationSet(reading: Reading, object: DeclaredObject): readonly Draft[] {
  const doubts = new Doubts(object);
  const goTemplate = isTrueAt(object.data, ["spec", "goTemplate"]);
  const generated = itemsAt(object.data, ["spec", "generators"]).map((generator) =>
    readGenerator({ reading, doubts, goTemplate }, generator),
  );
  if (fieldAt(object.data, ["spec", "templatePatch"]) !== null)
    doubts.undecided("its templatePatch may change what it deploys");
  if (generated.flatMap(({ sets }) => sets).length > mostSets)
    doubts.problems.push({ code: "too-many-deployments", ...doubts.at, most: mostSets });
  const size = sizeOf(dataAt(object.data, ["spec", "template"]));
  const fill = (one: Generated, sets: Generated["sets"]): readonly Draft[] =>
    sets.flatMap((set) =>
      reading.work.spend(size) ? [filled(reading, object, doubts, one, set, goTemplate)] : [],
    );
  const drafts = generated
    .flatMap((one) => [
      ...fill(one, one.sets),
      // One whose files are not there is written for a cluster that is not among those that are found.
      ...fill(one, one.possible).filter(({ sources }) => sources.length > 0),
    ])
    .slice(0, mostSets);
  return drafts.length > 0 ? drafts : [withoutSources(object, doubts)];
}

function filled(
  reading: Reading,
  object: DeclaredObject,
  doubts: Doubts,
  { open }: Generated,
  set: ParameterSet,
  goTemplate: boolean,
): Draft {
  const template = ["spec", "template"];
  const data = fillData(dataAt(object.data, template), set, goTemplate);
  const application: DeclaredObject = {
    ...object,
    name: scalarAt(data, ["metadata", "name"]) ?? object.name,
    namespace: object.namespace,
    data,
    layers: object.layers.flatMap(({ at, data: layer }) => {
      const below = dataAt(layer, template);
      return below === undefined
        ? []
        : [{ at: { ...at, path: [...at.path, ...template] }, data: fillData(below, set, goTemplate) }];
    }),
    problems: [],
  };
  const draft = readApplication(reading, application);
  const generators = open.map((generator) => ({
    code: "undecidable-generator" as const,
    ...doubts.at,
    generator,
  }));
  return {
    ...draft,
    sources: draft.sources.map(withoutOwnPlace),
    kind: "argocd-applicationset",
    certainty: doubts.certainty === "declared" ? draft.certainty : doubts.certainty,
    parameters: flattenParameters(set),
    problems: [...generators, ...doubts.problems, ...draft.problems],
  };
}

// What is added to the template reaches every Application that is made of it.
function withoutOwnPlace(source: DeploymentSource): DeploymentSource {
  return source.kind === "kustomize"
    ? { ...source, options: { ...source.options, patchesAt: null } }
    : source;
}

function sizeOf(data: Data): number {
  const children = Array.isArray(data)
    ? (data as readonly Data[])
    : data instanceof Map
      ? [...data.values()]
      : [];
  return children.reduce((sum: number, child) => sum + sizeOf(child as Data), 1);
}

function withoutSources(object: DeclaredObject, doubts: Doubts): Draft {
  if (doubts.problems.length === 0) doubts.undecided("its generators find nothing in this repository");
  return {
    name: object.name,
    kind: "argocd-applicationset",
    certainty: doubts.certainty,
    declaredAt: doubts.at,
    destination: { cluster: null, namespace: null },
    sources: [],
    parameters: new Map(),
    substitution: null,
    problems: doubts.problems,
  };
}
