import type { IConfiguration } from "dependency-cruiser";

// The import rules of the house. Each comment tells an offender what is wrong; test/architecture checks that the
// sources obey and that each rule still bites.
const purePackages =
  "node_modules/(?:zod|yaml|js-yaml|json5|croner|fastest-levenshtein|jsonc-parser|fflate|toml-eslint-parser|smol-toml|properties-file|mustache|@types/mustache|mdast-util-from-markdown|diff|@bufbuild/protobuf|@prometheus-io/lezer-promql|@lezer)/";
const tests = "\\.test\\.ts$";

export const importRules = [
  {
    name: "core-is-pure",
    comment: "core imports core and packages that cannot do I/O; everything else comes in as an argument.",
    severity: "error",
    from: { path: "(?:^|/)src/core/", pathNot: tests },
    to: { pathNot: ["(?:^|/)src/core/", purePackages] },
  },
  {
    name: "stage-imports-only-model",
    comment: "A stage knows the model and itself; app/ is what chains stages.",
    severity: "error",
    from: { path: "(?:^|/)src/core/([^/]+)/" },
    to: { path: "(?:^|/)src/core/", pathNot: "(?:^|/)src/core/(?:$1|model)/" },
  },
  {
    name: "front-door",
    comment: "Outside a stage, import its index.ts: what it exports there is what it promises.",
    severity: "error",
    from: { path: "(?:^|/)src/", pathNot: ["(?:^|/)src/core/", tests] },
    to: { path: "(?:^|/)src/core/[^/]+/", pathNot: "(?:^|/)src/core/[^/]+/index\\.ts$" },
  },
  {
    name: "ports-are-types",
    comment: "A port says what is needed of the world, in words of the model.",
    severity: "error",
    from: { path: "(?:^|/)src/ports/" },
    to: { pathNot: ["(?:^|/)src/ports/", "(?:^|/)src/core/model/"] },
  },
  {
    name: "adapters-implement-ports",
    comment:
      "An adapter knows its outside thing, the ports and the model; it decides nothing and knows no other adapter.",
    severity: "error",
    from: { path: "(?:^|/)src/adapters/([^/]+)/", pathNot: tests },
    to: {
      path: "(?:^|/)src/",
      pathNot: ["(?:^|/)src/adapters/$1/", "(?:^|/)src/ports/", "(?:^|/)src/core/model/index\\.ts$"],
    },
  },
  {
    name: "github-sdk-stays-put",
    comment: "Only the GitHub adapter and the server know GitHub's libraries.",
    severity: "error",
    from: { path: "(?:^|/)src/", pathNot: ["(?:^|/)src/adapters/github/", "(?:^|/)src/entry/server/"] },
    to: { path: "node_modules/(?:@octokit|probot)/" },
  },
  {
    name: "app-sees-core-and-ports",
    comment: "A use case chains stages and asks ports; what it needs of npm or Node comes through a port.",
    severity: "error",
    from: { path: "(?:^|/)src/app/", pathNot: tests },
    to: { pathNot: ["(?:^|/)src/app/", "(?:^|/)src/core/", "(?:^|/)src/ports/"] },
  },
  {
    name: "nothing-imports-entry",
    comment: "entry/ builds the program and is imported by nobody.",
    severity: "error",
    from: { path: "(?:^|/)src/", pathNot: "(?:^|/)src/entry/" },
    to: { path: "(?:^|/)src/entry/" },
  },
  {
    name: "src-never-imports-test",
    comment: "What the product needs lives in src/; fakes and builders do not ship.",
    severity: "error",
    from: { path: "(?:^|/)src/", pathNot: tests },
    to: { path: ["(?:^|/)test/(?!architecture/seeded/)", tests] },
  },
  {
    name: "no-dev-deps-in-src",
    comment: "A development dependency is not there in production.",
    severity: "error",
    from: { path: "(?:^|/)src/", pathNot: tests },
    to: {
      dependencyTypes: ["npm-dev"],
      dependencyTypesNot: ["npm", "type-only"],
      pathNot: "node_modules/@types/",
    },
  },
  {
    name: "no-cycles",
    comment: "Two files that need each other are one idea, or miss a third. Types count.",
    severity: "error",
    from: {},
    to: { circular: true },
  },
  {
    name: "no-orphans",
    comment: "A file that nothing imports is dead, or its entry is missing.",
    severity: "error",
    from: { orphan: true, path: "(?:^|/)src/", pathNot: [tests, "(?:^|/)src/entry/[^/]+/main\\.ts$"] },
    to: {},
  },
] satisfies IConfiguration["forbidden"];
