/** What a text of HCL says: attributes and blocks, in order. */
export interface Body {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly Block[];
}

export interface Attribute {
  readonly name: string;
  readonly at: number;
  readonly value: Expression;
}

export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly at: number;
  readonly body: Body;
}

export type Expression =
  | Literal
  | { readonly kind: "object"; readonly at: number; readonly items: readonly Attribute[] }
  | { readonly kind: "tuple"; readonly at: number; readonly items: readonly Expression[] }
  /** All that has to be evaluated; `text` is its source. */
  | { readonly kind: "computed"; readonly at: number; readonly text: string };

export interface Literal {
  readonly kind: "literal";
  readonly type: "text" | "number" | "boolean" | "null";
  readonly at: number;
  readonly end: number;
  readonly text: string;
}
