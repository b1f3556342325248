/** A text with expansions such as `${NAME:=default}`, as Flux reads it. */
export type Template = readonly TemplatePart[];

export type TemplatePart = TextPart | Expansion;

export interface TextPart {
  readonly kind: "text";
  /** With its escapes resolved: `$$` is one dollar. */
  readonly text: string;
  /** Where it stands in the whole text, in UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
}

/** `${NAME}`, or `${NAME operator arguments}`. */
export interface Expansion {
  readonly kind: "expansion";
  readonly name: string;
  /** `""` for the bare variable. */
  readonly operator: string;
  readonly args: readonly TemplatePart[];
  readonly start: number;
  readonly end: number;
}
