import { readFile } from "node:fs/promises";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import {
  configFileNames,
  describeProblem,
  operatorJsonSchema,
  readOperatorConfig,
  referenceTable,
  repositoryJsonSchema,
} from "../../src/core/config/index.ts";
import { problemsOf } from "../support/builders/configuration.ts";

// Written anew with `npx vitest run test/docs -u`.
const page = new URL("../../docs/configuration.md", import.meta.url);
const document = await readFile(page, "utf8");

/** The page with fresh text between the two comments that name a part. */
function withPart(text: string, name: string, part: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`the page has no part ${name}`);
  return `${before}${begin}\n\n${part}\n${end}${after}`;
}

describe("docs/configuration.md", () => {
  test("has every key with what it takes, its default and its meaning", async () => {
    const repository = withPart(document, "keys", referenceTable(repositoryJsonSchema));
    const fresh = withPart(repository, "server keys", referenceTable(operatorJsonSchema));

    await expect(fresh).toMatchFileSnapshot(page.pathname);
  });

  test("names every place of the file", () => {
    for (const name of configFileNames.filter((one) => one.endsWith(".yml"))) {
      expect(document).toContain(`\`${name}\``);
    }
  });

  const examples = [...document.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""], index) => ({
    number: index + 1,
    text,
  }));

  test.each(examples)("has a correct example $number", ({ text }) => {
    const isServer = text.startsWith("# optpass-server.yml");
    const operator = readOperatorConfig({ file: "optpass-server.yml", text });

    expect(isServer ? (operator.ok ? [] : operator.error.map(describeProblem)) : problemsOf(text)).toEqual(
      [],
    );
    expect(
      new Ajv({ strict: false }).validate(isServer ? operatorJsonSchema : repositoryJsonSchema, parse(text)),
    ).toBe(true);
  });

  test("has examples of both files", () => {
    expect(examples).toHaveLength(2);
  });
});

describe("the published JSON Schema", () => {
  test.each([
    ["optpass.schema.json", repositoryJsonSchema],
    ["optpass-server.schema.json", operatorJsonSchema],
  ])("%s is what the program checks by", async (name, schema) => {
    const file = new URL(`../../schema/${name}`, import.meta.url).pathname;

    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(file);
  });

  test("knows what the program knows of keys", () => {
    const isValid = new Ajv({ strict: false }).compile(repositoryJsonSchema);

    expect(isValid({ version: 1, limits: { open: 2 } })).toBe(true);
    expect(isValid({ version: 1, limts: {} })).toBe(false);
    expect(isValid({ mode: "pr" })).toBe(false);
  });
});
