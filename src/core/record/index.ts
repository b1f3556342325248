// Takes a ChangeRecord, or what people said about one; gives its stored text, and back.
export { readMetadata, replaceMetadata, writeMetadata } from "./metadata.ts";
export { carryPause, type Pause, putPause, readPause } from "./pause.ts";
export {
  carrySilences,
  putSilences,
  readSilences,
  withSilence,
} from "./silence.ts";
