import { createRequire } from "node:module";

// HashiCorp's own parser, compiled to WebAssembly. Required, not imported, because its types load those of the DOM,
// which change what `fetch` is in the whole program.
const require = createRequire(import.meta.url);
const { parse } = require("@cdktn/hcl2json") as { parse(file: string, text: string): Promise<unknown> };

/** The data of a text of HCL, expressions as `${source}`; rejects what Terraform would not read. */
export function parseHashicorpHcl(text: string): Promise<unknown> {
  return parse("main.tf", text);
}
