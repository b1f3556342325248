import type { BuiltSurvey } from "./built-survey.ts";
import { type Deployed, declarationsOf } from "./deployed.ts";
import { generatedResources } from "./deployer/generated-resources.ts";
import { changesNothing, type Deployment } from "./deployments/deployment.ts";
import { Work } from "./deployments/work.ts";
import { type Declaration, type Deployer, type KustomizedEnvironment, plainDeployer } from "./environment.ts";
import { indexFiles } from "./file-index.ts";

/** Deployments of one directory that build the same from it, and are changed together. */
export interface DeploymentGroup extends Pick<KustomizedEnvironment, "deployer" | "generated"> {
  /** The first of them. */
  readonly deployment: Deployment;
  readonly declaredBy: readonly Declaration[];
}

// Folders in folders that are all gathered by themselves could go over the same files without end. The rest is taken for
// what its files look like.
const mostGathered = 5_000_000;

/** What is declared to be deployed with kustomize, by directory; only what could be read. */
export function groupDeployments(
  survey: BuiltSurvey,
  deployed: readonly Deployed[],
): ReadonlyMap<string, readonly DeploymentGroup[]> {
  const directories = new Map<string, Map<string, DeploymentGroup>>();
  const generated = new Map<string, readonly string[]>();
  const work = new Work(mostGathered);
  for (const { deployment, source } of deployed) {
    if (source.kind !== "kustomize" || deployment.certainty === "guessed") continue;
    const { directory, options } = source;
    const isGenerated = options.kustomization === "generated";
    const kustomization = survey.kustomizations.get(directory);
    if (!isGenerated && (kustomization === undefined || kustomization.isComponent)) continue;
    if (isGenerated && !generated.has(directory)) {
      if (!work.spend(indexFiles(survey.files).below(directory).length)) continue;
      generated.set(directory, generatedResources(survey, directory));
    }
    const groups = directories.get(directory) ?? new Map<string, DeploymentGroup>();
    directories.set(directory, groups);
    const deployer = deployerOf(deployment, source.options);
    const key = keyOf(deployer);
    const known = groups.get(key);
    groups.set(key, {
      // What is added for one of several would tell them apart.
      deployer: known === undefined ? deployer : withPatchesAt(known.deployer, plainDeployer.options),
      deployment: known?.deployment ?? deployment,
      generated: isGenerated ? (generated.get(directory) ?? []) : null,
      declaredBy: [...(known?.declaredBy ?? []), ...declarationsOf(deployment)],
    });
  }
  return new Map([...directories].map(([directory, groups]) => [directory, [...groups.values()]]));
}

// Argo CD and Flux build a folder the same way where they add nothing to it.
function deployerOf({ kind, substitution }: Deployment, options: Deployer["options"]): Deployer {
  const isPlain = options.kustomization === "file" && changesNothing(options) && substitution === null;
  return isPlain ? withPatchesAt(plainDeployer, options) : { kind, options, substitution };
}

function withPatchesAt(
  deployer: Deployer,
  { patchesAt, patchesUnder }: Pick<Deployer["options"], "patchesAt" | "patchesUnder">,
): Deployer {
  return { ...deployer, options: { ...deployer.options, patchesAt, patchesUnder } };
}

// Places count, too: where two deployments have the same value from two places, each can be changed alone.
function keyOf(deployer: Deployer): string {
  return JSON.stringify(withPatchesAt(deployer, plainDeployer.options), (_, value: unknown) =>
    value instanceof Map ? [...value] : value,
  );
}
