// Takes a ChangeRecord; gives its stored text, and back.
export { readMetadata, replaceMetadata, writeMetadata } from "./metadata.ts";
