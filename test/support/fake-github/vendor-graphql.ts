import { type ASTNode, Kind, parse, print, type TypeNode, visit } from "graphql";

// The whole schema takes 1.5 s and 100 MB to build, so only the fields that the fake answers are kept, with every
// input, enum and scalar they need, exactly as GitHub writes them.
const graphqlFields: Record<string, readonly string[]> = {
  Query: ["id", "repository", "node", "viewer", "rateLimit"],
  Mutation: ["updateRefs", "createRef", "createCommitOnBranch", "revertPullRequest", "closePullRequest"],
  Repository: [
    "id",
    "databaseId",
    "name",
    "nameWithOwner",
    "isArchived",
    "isPrivate",
    "defaultBranchRef",
    "ref",
    "object",
    "pullRequest",
  ],
  Ref: ["id", "name", "prefix", "target"],
  GitObject: ["id", "oid"],
  Commit: ["id", "oid", "message", "messageHeadline", "committedDate", "tree", "signature"],
  GitSignature: ["isValid"],
  GpgSignature: ["isValid"],
  Tree: ["id", "oid"],
  Blob: ["id", "oid", "text", "isBinary", "isTruncated", "byteSize"],
  PullRequest: [
    "id",
    "number",
    "title",
    "body",
    "state",
    "url",
    "isDraft",
    "merged",
    "headRefName",
    "headRefOid",
    "baseRefName",
    "mergeable",
  ],
  Node: ["id"],
  User: ["id", "login"],
  RateLimit: ["limit", "remaining", "used", "cost", "resetAt", "nodeCount"],
  UpdateRefsPayload: ["clientMutationId"],
  CreateRefPayload: ["clientMutationId", "ref"],
  CreateCommitOnBranchPayload: ["clientMutationId", "commit", "ref"],
  RevertPullRequestPayload: ["clientMutationId", "pullRequest", "revertPullRequest"],
  ClosePullRequestPayload: ["clientMutationId", "pullRequest"],
};

export function pruneGraphql(sdl: string): string {
  const kept = visit(parse(sdl, { noLocation: true }), {
    enter: (node) => (isProse(node) ? null : undefined),
    ObjectTypeDefinition: { leave: (node) => prune(node) },
    InterfaceTypeDefinition: { leave: (node) => prune(node) },
    UnionTypeDefinition: () => null,
  });
  const needed = new Set(Object.keys(graphqlFields));
  for (let size = 0; size !== needed.size; ) {
    size = needed.size;
    for (const node of kept.definitions) {
      if ("name" in node && node.name !== undefined && needed.has(node.name.value)) collect(node, needed);
    }
  }
  const definitions = kept.definitions.filter(
    (node) => "name" in node && node.name !== undefined && needed.has(node.name.value),
  );
  return `${print({ kind: Kind.DOCUMENT, definitions })}\n`;
}

function isProse(node: ASTNode): boolean {
  return (
    node.kind === Kind.DIRECTIVE_DEFINITION ||
    node.kind === Kind.DIRECTIVE ||
    (node.kind === Kind.STRING && node.block === true)
  );
}

interface Fielded {
  readonly name: { readonly value: string };
  readonly fields?: readonly { readonly name: { readonly value: string } }[] | undefined;
  readonly interfaces?: readonly { readonly name: { readonly value: string } }[] | undefined;
}

function prune<T extends Fielded>(node: T): T | null {
  const fields = graphqlFields[node.name.value];
  if (fields === undefined) return null;
  return {
    ...node,
    fields: node.fields?.filter((field) => fields.includes(field.name.value)),
    interfaces: node.interfaces?.filter((each) => Object.hasOwn(graphqlFields, each.name.value)),
  };
}

function collect(node: ASTNode, into: Set<string>): void {
  visit(node, {
    NamedType: (type: TypeNode) => void (type.kind === Kind.NAMED_TYPE && into.add(type.name.value)),
  });
}
