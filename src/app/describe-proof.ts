import { countOf, type Proof } from "../core/model/index.ts";
import type { EditProof } from "./prove-edits.ts";

/** What was proved about an edit, in sentences for a reviewer. */
export function describeProof({ parsed, rendered, unrendered }: EditProof): Proof {
  const changed = rendered.filter(({ fields }) => fields.length > 0);
  const unchanged = rendered.filter(({ fields }) => fields.length === 0);
  return {
    statements: [
      ...parsed.map(
        ({ file, paths }) =>
          `A second YAML parser sees ${countOf(paths.length, "value")} changed in ${file}, and nothing else.`,
      ),
      ...changed.map(
        ({ environment, fields }) =>
          `Rendered before and after, ${environment} changes in ${countOf(fields.length, "field")} and nowhere else: ${fields.join("; ")}.`,
      ),
      ...(unchanged.length === 0
        ? []
        : [
            `Rendered before and after, nothing changes in ${unchanged.map(({ environment }) => environment).join(", ")}.`,
          ]),
      ...unrendered.map(
        ({ environment, problem }) =>
          `${environment} could not be rendered, so nothing is proved of it: ${problem}.`,
      ),
    ],
  };
}
