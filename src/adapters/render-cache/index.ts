// Implements the renderer port over another renderer: what was rendered once is kept in a folder and read from there.
export { keepRenders } from "./keep-renders.ts";
export { openRenderFolder, type RenderFolder } from "./render-folder.ts";
