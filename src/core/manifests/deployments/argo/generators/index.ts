import { type Data, dataAt } from "../../../data.ts";
import { readOpen } from "./clusters.ts";
import { combineMatrix, combineMerge } from "./combine.ts";
import { type Generated, mostSets, nothing, type ReadGenerator } from "./generated.ts";
import { readGit } from "./git.ts";
import { readList } from "./list.ts";
import { isSelected } from "./selector.ts";

const open = ["clusters", "clusterDecisionResource", "scmProvider", "pullRequest", "plugin"] as const;

// Argo CD lets a matrix or merge hold another, and no deeper; hostile nesting would multiply without this.
const deepest = 3;

/** The sets of one entry of `generators`. */
export const readGenerator: ReadGenerator = (context, generator) => readNested(0)(context, generator);

function readNested(depth: number): ReadGenerator {
  return (context, generator) => {
    if (depth > deepest || !(generator instanceof Map)) return nothing;
    const readers: Readonly<Record<string, ReadGenerator>> = {
      list: readList,
      git: readGit,
      matrix: combineMatrix(readNested(depth + 1)),
      merge: combineMerge(readNested(depth + 1)),
      ...Object.fromEntries(open.map((name) => [name, readOpen(name)])),
    };
    const name = Object.keys(readers).find((key) => generator.get(key) instanceof Map);
    const read = name === undefined ? undefined : readers[name];
    if (name === undefined || read === undefined) {
      context.doubts.undecided("one of its generators is of no known kind");
      return nothing;
    }
    if (dataAt(generator, [name, "template"]) !== undefined)
      context.doubts.undecided(`its ${name} generator changes the template`);
    return selected(read(context, dataAt(generator, [name])), dataAt(generator, ["selector"]));
  };
}

// What a cluster will answer cannot be selected from here.
function selected(generated: Generated, selector: Data): Generated {
  const isChosen = selector instanceof Map && generated.open.length === 0;
  const sets = isChosen ? generated.sets.filter((set) => isSelected(selector, set)) : generated.sets;
  return {
    ...generated,
    sets: sets.slice(0, mostSets + 1),
    possible: generated.possible.slice(0, mostSets),
  };
}
