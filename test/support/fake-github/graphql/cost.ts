import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
} from "graphql";

export interface QuestionCost {
  /** What counts against the hour's limit. */
  readonly points: number;
  /** Objects that may come back; GitHub answers no question with more than 500,000. */
  readonly nodes: number;
  /** What is wrong with the bounds of its lists. */
  readonly problems: readonly GraphQLError[];
}

const mostNodes = 500_000;

/**
 * By GitHub's formula: every list is one request for each of its parents, as if every list were as long as it may be; a
 * hundred requests are a point, rounded to the nearest, and one at least.
 */
export function costOf(document: DocumentNode, variables: Readonly<Record<string, unknown>>): QuestionCost {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const each of document.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each);
  }
  const total = { requests: 0, nodes: 0, problems: [] as GraphQLError[] };

  const walk = (set: SelectionSetNode | undefined, parents: number, depth: number): void => {
    if (depth > 30) return;
    for (const each of set?.selections ?? []) {
      if (each.kind === Kind.INLINE_FRAGMENT) walk(each.selectionSet, parents, depth + 1);
      else if (each.kind === Kind.FRAGMENT_SPREAD)
        walk(fragments.get(each.name.value)?.selectionSet, parents, depth + 1);
      else if (isList(each)) {
        const length = lengthOf(each);
        total.requests += parents;
        total.nodes += parents * length;
        walk(each.selectionSet, parents * length, depth + 1);
      } else walk(each.selectionSet, parents, depth + 1);
    }
  };

  const lengthOf = (field: FieldNode): number => {
    const given = field.arguments?.find(({ name }) => name.value === "first" || name.value === "last");
    const value = given?.value;
    const length =
      value?.kind === Kind.INT
        ? Number(value.value)
        : value?.kind === Kind.VARIABLE
          ? Number(variables[value.name.value])
          : Number.NaN;
    if (length >= 1 && length <= 100) return length;
    const name = field.name.value;
    const message = Number.isNaN(length)
      ? `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`
      : `Requesting ${length} records on the \`${name}\` connection exceeds the \`first\` limit of 100 records.`;
    total.problems.push(new GraphQLError(message));
    return 0;
  };

  for (const each of document.definitions) {
    if (each.kind === Kind.OPERATION_DEFINITION) walk(each.selectionSet, 1, 0);
  }
  if (total.nodes > mostNodes) {
    const message = `This query requests up to ${total.nodes} possible nodes which exceeds the maximum limit of 500,000.`;
    total.problems.push(new GraphQLError(message));
  }
  const points = Math.max(1, Math.round(total.requests / 100));
  return { points, nodes: total.nodes, problems: total.problems };
}

/** A list is a field whose parts are asked for; its length alone is free. */
function isList(field: FieldNode): boolean {
  return (
    field.selectionSet?.selections.some(
      (each) => each.kind === Kind.FIELD && (each.name.value === "nodes" || each.name.value === "edges"),
    ) === true
  );
}
