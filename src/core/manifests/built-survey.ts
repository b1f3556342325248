import type { Node } from "yaml";
import type { Refusal, RepositoryFiles } from "../model/index.ts";
import type { DeclaredAutoscaler } from "./autoscalers.ts";
import type { RenderedDeclarations } from "./deployments/rendered-declarations.ts";
import type { Kustomization } from "./kustomization.ts";
import type { ParsedFile } from "./parsed-file.ts";
import type { FoundSetters } from "./setters/read-setters.ts";
import type { Slot } from "./slots.ts";

/** What is known before it is known what is deployed. */
export interface BuiltSurvey {
  readonly files: RepositoryFiles;
  readonly parsed: ReadonlyMap<string, ParsedFile>;
  /** What charts declare when they are rendered, by the name that stands for its file. */
  readonly rendered: ReadonlyMap<string, RenderedDeclarations>;
  /** By directory. */
  readonly kustomizations: ReadonlyMap<string, Kustomization>;
  /** Directories of kustomizations that no other one includes. */
  readonly roots: readonly string[];
  /** Manifests that no kustomization names, by directory. */
  readonly raw: ReadonlyMap<string, readonly ParsedFile[]>;
  /** Every place that could decide a setting; the index is the slot's id. */
  readonly slots: readonly Slot[];
  readonly slotOf: ReadonlyMap<Node, Slot>;
  readonly autoscalers: readonly DeclaredAutoscaler[];
  /** Comments that say what a value is, and those that fail to. */
  readonly setters: FoundSetters;
  /** Files that could not be used, each with its reason. */
  readonly problems: readonly Refusal[];
}
