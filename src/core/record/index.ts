// Takes a ChangeRecord; gives its stored text, and back.
export { readMetadata, writeMetadata } from "./metadata.ts";
