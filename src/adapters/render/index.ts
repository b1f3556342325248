// Implements the renderer port with `kubectl kustomize` in a private scratch copy.
export { findKubectl } from "./find-kubectl.ts";
export { kubectlRenderer } from "./kubectl-renderer.ts";
