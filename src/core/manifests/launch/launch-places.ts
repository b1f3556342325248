import type { Location, WorkloadKind } from "../../model/index.ts";
import type { Environment } from "../environment.ts";
import { reachOf } from "../reach.ts";
import type { Survey } from "../survey.ts";
import { containersOf, workloadsIn } from "../workload-nodes.ts";
import type { YamlText } from "../yaml-text.ts";
import { containerPath } from "./container-path.ts";
import { readLaunch } from "./read-launch.ts";

/** A container as a render names it. */
export interface RenderedContainer {
  readonly kind: WorkloadKind;
  readonly name: string;
  readonly container: string;
}

interface WrittenText extends RenderedContainer {
  readonly text: string;
  readonly locate: () => Location | null;
}

/**
 * Where an environment's files write what a render shows of how containers are started. A render says nothing of where
 * a text comes from, so it is found again by what it says: enough to point a person to it, not to edit it.
 */
export class LaunchPlaces {
  readonly #survey: Survey;
  readonly #environment: Environment;
  #written: readonly WrittenText[] | null = null;

  constructor(survey: Survey, environment: Environment) {
    this.#survey = survey;
    this.#environment = environment;
  }

  /** `null` where no manifest or patch writes it, as with replacements, JSON6902 patches and generators. */
  find({ kind, name, container }: RenderedContainer, text: string): Location | null {
    this.#written ??= this.#readAll();
    const found = this.#written.filter(
      (one) =>
        one.text === text && one.kind === kind && one.container === container && name.includes(one.name),
    );
    // The longest name is least likely to be another's, and the environment's own files come first.
    const longest = Math.max(...found.map((one) => one.name.length));
    return found.find((one) => one.name.length === longest)?.locate() ?? null;
  }

  #readAll(): readonly WrittenText[] {
    const { parsed, kustomizations } = this.#survey;
    const inline = [...kustomizations.values()].flatMap(({ patches }) =>
      patches.flatMap(({ source }) =>
        source.kind === "inline" && source.yaml !== null ? [source.yaml] : [],
      ),
    );
    return [...reachOf(this.#survey, this.#environment)].flatMap((file) => {
      const whole = parsed.get(file)?.yaml;
      const texts = inline.filter((yaml) => yaml.file === file);
      return [...texts, ...(whole === undefined ? [] : [whole])].flatMap(textsIn);
    });
  }
}

function textsIn(yaml: YamlText): readonly WrittenText[] {
  return workloadsIn(yaml).flatMap((workload) =>
    containersOf(workload).flatMap((container) => {
      const { env, command, args } = readLaunch(yaml, container.node, containerPath(workload, container));
      const written = [
        ...env.map(({ name, value, locate }) => ({ text: value ?? name, locate })),
        ...(command ?? []),
        ...(args ?? []),
      ];
      const { kind, name } = workload;
      return written.map(({ text, locate }) => ({ kind, name, container: container.name, text, locate }));
    }),
  );
}
