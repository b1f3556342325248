import { expect, test } from "vitest";
import { parseHashicorpHcl } from "../../../../../../test/support/hashicorp/parse-hcl.ts";
import { explainRefusal } from "../../../../model/index.ts";
import { changeDeclared } from "../../change-declared.ts";
import { parseHcl } from "./parse-hcl.ts";
import type { Body, Expression } from "./syntax.ts";

// As people write them: references, functions, heredocs, conditions, loops and comments of all kinds around literals.
const infrastructure = `# The CDN.
terraform {
  required_version = ">= 1.6"
}
variable "ttl" { default = 60 }
locals {
  origins = [for o in var.origins : { name = o, ttl = 5 } if o != "}"]
  sizes = { for k, v in var.sizes : k => v }
  tags = merge(var.tags, {
    "Team"   = "web" # who
    Cost     : "cdn",
  })
  limits = { small = 1, "large one" = { cpu = 2.5, memory = -1000 }, (var.key) = 3 }
  plain = [1, "two", [true, null], {
    a = "x"
  },]
}
resource "aws_cloudfront_distribution" "cdn" {
  comment = "a \\"quoted\\" $\${not} one // no comment"
  enabled = var.enabled ? true : false /* a
  comment of "two" lines { */
  default_cache_behavior {
    default_ttl = 3600 // one hour
    max_ttl     = var.max * 2
    path        = "/\${var.stage == "prod" ? "a}" : "b"}/x"
  }
  ordered_cache_behavior {
    path_pattern = "/a"
    ttl = 1
  }
  ordered_cache_behavior {
    path_pattern = "/b"
    ttl = 2
  }
  policy = <<-EOT
    { "ttl": 5 }
    ttl = 6 "
  EOT
  größe = 7
  sum = (1 +
    2)
  last = upper("x")
}
`;

interface Literal {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

/** Every literal with the path that a person would write. */
function literalsOf(body: Body, path: string): readonly Literal[] {
  const names = body.blocks.map((block) => JSON.stringify([block.type, ...block.labels]));
  return [
    ...body.attributes.flatMap(({ name, value }) => literalsIn(value, `${path}.${JSON.stringify(name)}`)),
    ...body.blocks.flatMap((block, at) => {
      const name = [block.type, ...block.labels].map((part) => JSON.stringify(part)).join(".");
      const index = names.slice(0, at).filter((other) => other === names[at]).length;
      return literalsOf(block.body, `${path}.${name}[${index}]`);
    }),
  ];
}

function literalsIn(value: Expression, path: string): readonly Literal[] {
  if (value.kind === "literal") return [{ path: path.slice(1), type: value.type, text: value.text }];
  if (value.kind === "tuple") return value.items.flatMap((item, at) => literalsIn(item, `${path}[${at}]`));
  if (value.kind === "computed") return [];
  return value.items.flatMap((item) => literalsIn(item.value, `${path}.${JSON.stringify(item.name)}`));
}

const parsed = parseHcl(infrastructure);
const literals = parsed.ok ? literalsOf(parsed.value, "") : [];
const editable = literals.filter(({ type, path }) => type !== "null" && !path.includes("(var.key)"));

function edit(text: string, path: string, value: string): string {
  const files = { origin: "x", files: new Map([["main.tf", { kind: "text", text } as const]]) };
  const changed = changeDeclared(files, { file: "main.tf", path }, value);
  return changed.ok ? (changed.value.change?.after ?? text) : explainRefusal(changed.error);
}

function leavesOf(data: unknown, path = ""): readonly string[] {
  if (typeof data !== "object" || data === null) return [`${path} = ${String(data)}`];
  return Object.entries(data).flatMap(([key, value]) => leavesOf(value, `${path} > ${key}`));
}

test("every literal is found that stands outside of expressions", () => {
  expect(editable.map(({ path, text }) => `${path.replace(/"(\w+)"/g, "$1")} = ${text}`)).toEqual([
    "terraform[0].required_version = >= 1.6",
    "variable.ttl[0].default = 60",
    "locals[0].limits.small = 1",
    'locals[0].limits."large one".cpu = 2.5',
    'locals[0].limits."large one".memory = -1000',
    "locals[0].plain[0] = 1",
    "locals[0].plain[1] = two",
    "locals[0].plain[2][0] = true",
    "locals[0].plain[3].a = x",
    `resource.aws_cloudfront_distribution.cdn[0].comment = a "quoted" \${not} one // no comment`,
    'resource.aws_cloudfront_distribution.cdn[0]."größe" = 7',
    "resource.aws_cloudfront_distribution.cdn[0].default_cache_behavior[0].default_ttl = 3600",
    "resource.aws_cloudfront_distribution.cdn[0].ordered_cache_behavior[0].path_pattern = /a",
    "resource.aws_cloudfront_distribution.cdn[0].ordered_cache_behavior[0].ttl = 1",
    "resource.aws_cloudfront_distribution.cdn[0].ordered_cache_behavior[1].path_pattern = /b",
    "resource.aws_cloudfront_distribution.cdn[0].ordered_cache_behavior[1].ttl = 2",
  ]);
});

// Terraform's own parser, in WebAssembly.
test.each(editable)("HashiCorp's parser sees that $path alone changes", async ({ path, type, text }) => {
  const value = { number: "12345", boolean: text === "true" ? "false" : "true" }[type] ?? "other";
  const after = edit(infrastructure, path, value);

  const [before, now] = await Promise.all(
    [infrastructure, after].map(async (source) => leavesOf(await parseHashicorpHcl(source))),
  );

  expect(now?.filter((leaf, at) => leaf !== before?.[at])).toEqual([expect.stringMatching(`= ${value}$`)]);
  expect(now).toHaveLength(before?.length ?? -1);
  expect(edit(after, path, text)).toBe(infrastructure);
});

test.each([
  ["default_cache_behavior.max_ttl", "an expression that has to be evaluated"],
  ["default_cache_behavior.path", "takes the value from a variable"],
  ["enabled", "an expression that has to be evaluated"],
  ["policy", "a heredoc"],
  ["sum", "an expression that has to be evaluated"],
  ["last", "an expression that has to be evaluated"],
  ["ordered_cache_behavior.ttl", "more than once (lines 29, 33)"],
  ["ordered_cache_behavior[2].ttl", "[2] is not among 2 items"],
  ["default_cache_behavior", "it holds default_ttl, max_ttl, path"],
])("%s is refused, because of %s", (path, words) => {
  expect(edit(infrastructure, `resource.aws_cloudfront_distribution.cdn.${path}`, "1")).toContain(words);
});

test.each([
  "a",
  "a =",
  "a {",
  "a }",
  'a = "x',
  'a = "x\n"',
  "a = [1",
  "a = {b}",
  "a = <<E\nx",
  "/* x",
  "a = 1,",
  "= 1",
])("%j is no HCL, as HashiCorp says too", async (text) => {
  expect(parseHcl(text).ok).toBe(false);
  await expect(parseHashicorpHcl(text)).rejects.toThrow();
});
