import type { RepositoryFiles } from "../../model/index.ts";
import type { NodePath } from "../node-path.ts";
import type { Chart } from "./chart.ts";

// A chart has up to a few hundred templates, which name the same few paths.
const most = 500;

/**
 * Paths of values that the templates of a chart name and whose last key is that of a block of resources:
 * `.Values.api.resources`. A chart may name one that its values do not have.
 */
export function resourcePathsIn(files: RepositoryFiles, chart: Chart): readonly NodePath[] {
  const paths = new Set<string>();
  for (const template of chart.templates) {
    const file = files.files.get(template);
    if (file?.kind !== "text") continue;
    for (const [, path = ""] of file.text.matchAll(
      /\.Values\.((?:[A-Za-z_]\w{0,100}\.){0,12}[A-Za-z_]\w{0,100})/g,
    )) {
      const keys = path.split(".");
      const at = keys.findIndex((key) => /resources$/i.test(key));
      if (at >= 0) paths.add(keys.slice(0, at + 1).join("."));
      if (paths.size >= most) return [...paths].map((text) => text.split("."));
    }
  }
  return [...paths].map((text) => text.split("."));
}
