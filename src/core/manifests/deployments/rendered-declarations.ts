import type { ParsedFile } from "../parsed-file.ts";

/** What the render of a chart declares to be deployed: an app of apps. */
export interface RenderedDeclarations {
  /** The texts of the declarations alone, under a name that stands for no file of the repository. */
  readonly file: ParsedFile;
  readonly origin: DeclarationOrigin;
}

/** Where declarations come from that stand in no file. */
export interface DeclarationOrigin {
  readonly chart: string;
  /** A template of the chart that writes declarations. */
  readonly template: string;
  /** Where objects go that say no namespace themselves. */
  readonly namespace: string | null;
}
