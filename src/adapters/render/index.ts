// Implements the renderer port with `kubectl kustomize` and `helm template` in a private scratch copy.
export { findProgram } from "./find-program.ts";
export { identifyProgram } from "./identify-program.ts";
export { programRenderer } from "./program-renderer.ts";
