import { parse as parseDotEnv } from "dotenv";
import fc from "fast-check";
import { parse as parseIni } from "ini";
import { CORE_SCHEMA, load } from "js-yaml";
import JSON5 from "json5";
import { getProperties } from "properties-file";
import { parse as parseToml } from "smol-toml";
import { expect, test } from "vitest";
import { parseHashicorpHcl } from "../../../../test/support/hashicorp/parse-hcl.ts";
import { runs } from "../../../../test/support/properties/sweep.ts";
import { changeDeclared } from "./change-declared.ts";

/** Sections with keys; in flat formats there is one section, called "". */
type Doc = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;

interface Dialect {
  readonly file: string;
  readonly isFlat: boolean;
  readonly keys: readonly string[];
  readonly texts: readonly string[];
  readonly comment: string;
  header(section: string): string;
  line(key: string, value: string | number | boolean): string;
  readonly frame?: readonly [string, string];
  /** An independent parser. */
  read(text: string): unknown | Promise<unknown>;
}

const texts = ["60s", "x", "a b", "é-ü", "😀", "1.2.3", "", "PT5M", "/var/log", "it's", 'say "x"'];
const plain = ["60s", "x", "1.2.3", "PT5M", "/var/log", "a@b.c"];
const keys = ["ttl", "max-size", "a_b"];
const odd = ["größe", "a.b", "x y", "__proto__", "constructor"];
const quote = (text: string): string => JSON.stringify(text);

const dialects: readonly Dialect[] = [
  {
    file: "app.json",
    isFlat: false,
    keys: [...keys, ...odd],
    texts,
    comment: "",
    header: (section) => `},\n${quote(section)} : {`,
    line: (key, value) => `  ${quote(key)}: ${JSON.stringify(value)},`,
    frame: ['{ "": {', '"last": {} } }'],
    read: (text) => JSON5.parse(text),
  },
  {
    file: "app.jsonc",
    isFlat: false,
    keys: [...keys, ...odd],
    texts,
    comment: "/* ttl: 1 */ // no",
    header: (section) => `},\n${quote(section)} : {`,
    line: (key, value) => `\t${quote(key)} :${JSON.stringify(value)} , // a "comment"`,
    frame: ['{ "": {', "} }"],
    read: (text) => JSON5.parse(text),
  },
  {
    file: "app.toml",
    isFlat: false,
    keys: [...keys, ...odd],
    texts,
    comment: "# ttl = 1",
    header: (section) => `[${quote(section)}]`,
    line: (key, value) => `${quote(key)} = ${JSON.stringify(value)} # was "1"`,
    read: (text) => parseToml(text),
  },
  {
    file: "app.yaml",
    isFlat: false,
    keys: [...keys, ...odd],
    texts,
    comment: "  # ttl: 1",
    header: (section) => `${quote(section)}:`,
    line: (key, value) => `  ${quote(key)}: ${JSON.stringify(value)} # was 1`,
    read: (text) => load(text, { schema: CORE_SCHEMA }),
  },
  {
    file: "main.tf",
    isFlat: false,
    keys: ["ttl", "max-size", "a_b", "größe"],
    texts,
    comment: `# "\${" } /* */ ttl = 1\n // {\n /* ttl = 1 } */`,
    header: (section) => `}\n${section === "" ? "none" : section} "${section}" {`,
    line: (key, value) => `  ${key}\t= ${JSON.stringify(value)} # was "1"`,
    frame: ["x {", "h = <<EOT\n ttl = 1 }\nEOT\n f = max(1, [for a in b : a]...) \n}"],
    read: parseHashicorpHcl,
  },
  {
    file: "a.properties",
    isFlat: true,
    keys: [...keys, "größe", "cache.ttl", "hosts[0]"],
    // Letters beyond ASCII are written as escapes, which is another text of the same value.
    texts: [...plain, "a b", ""],
    comment: "! ttl=1\n\t# ttl=1",
    header: () => "",
    line: (key, value) => `  ${key} : ${String(value)}`,
    read: (text) => getProperties(text),
  },
  {
    file: ".env",
    isFlat: true,
    keys: ["TTL", "A_B", "a1"],
    texts: plain,
    comment: "# TTL=1",
    header: () => "",
    line: (key, value) => (key === "TTL" ? `export ${key} = ${value} # x` : `${key}="${value}"`),
    read: (text) => parseDotEnv(text),
  },
  {
    file: "app.ini",
    isFlat: false,
    keys,
    texts: plain,
    comment: "; ttl = 1",
    header: (section) => (section === "" ? "" : `[${section}]`),
    line: (key, value) => `${key} = ${value}`,
    read: (text) => parseIni(text),
  },
];

interface Case {
  readonly text: string;
  readonly section: string;
  readonly key: string;
  readonly old: string;
  readonly value: string;
}

function cases(dialect: Dialect): fc.Arbitrary<Case> {
  const keyOf = fc.constantFrom(...dialect.keys);
  const textOf = fc.constantFrom(...dialect.texts);
  const scalarOf = fc.oneof(textOf, fc.integer({ min: -5, max: 9_000 }), fc.boolean());
  const section = fc.dictionary(keyOf, scalarOf, { minKeys: 1, maxKeys: 4, noNullPrototype: false });
  const names = dialect.isFlat ? fc.constant([""]) : fc.constant(["alpha", "beta"]);
  return fc
    .tuple(names, section, section, fc.nat(), fc.boolean(), fc.boolean(), fc.boolean(), textOf)
    .map(([sections, first, second, pick, crlf, bom, isOpen, text]) => {
      const doc: Doc = Object.fromEntries(
        sections.map((name, index) => [name, index === 0 ? first : second]),
      );
      const leaves = Object.entries(doc).flatMap(([name, entries]) =>
        Object.keys(entries).map((key) => [name, key] as const),
      );
      const [name, key] = leaves[pick % leaves.length] ?? ["", ""];
      const old = doc[name]?.[key] ?? "";
      return {
        text: write(dialect, doc, { crlf, bom: bom && !/ini|env/.test(dialect.file), isOpen }),
        section: name,
        key,
        old: String(old),
        value: newValue(old, text, pick),
      };
    });
}

const durations = ["60s", "PT5M"];

// Of the same kind as the old one, and the other way round.
function newValue(old: string | number | boolean, text: string, number: number): string {
  if (typeof old === "number") return String(number % 10_000);
  if (typeof old === "boolean") return String(!old);
  if (durations.includes(old)) return "5m";
  return durations.includes(text) ? "other" : text;
}

interface Shape {
  readonly crlf: boolean;
  readonly bom: boolean;
  readonly isOpen: boolean;
}

function write(dialect: Dialect, doc: Doc, { crlf, bom, isOpen }: Shape): string {
  const [open, close] = dialect.frame ?? ["", ""];
  const lines = [
    open,
    ...Object.entries(doc).flatMap(([section, entries]) => [
      dialect.header(section),
      dialect.comment,
      ...Object.entries(entries).map(([key, value]) => dialect.line(key, value)),
      "",
    ]),
    close,
  ];
  const text = lines.join("\n").replace(/\n+$/, isOpen ? "" : "\n");
  return (bom ? "\uFEFF" : "") + (crlf ? text.replace(/\n/g, "\r\n") : text);
}

function pathOf({ isFlat, file }: Dialect, { section, key }: Case): string {
  if (isFlat) return key;
  if (file === "main.tf") return `${section}.${section}.${quote(key)}`;
  return file === "app.ini" ? `${section}.${key}` : `${section}.${quote(key)}`;
}

/** Every leaf as its path and its text. */
function leavesOf(data: unknown, path = ""): readonly string[] {
  if (typeof data !== "object" || data === null) return [`${path} = ${String(data)}`];
  return Object.entries(data).flatMap(([key, value]) => leavesOf(value, `${path} > ${key}`));
}

test.each(dialects)(
  "$file: exactly one leaf changes, for an independent parser too, and back again",
  async (dialect) => {
    await fc.assert(
      fc.asyncProperty(cases(dialect), async (one) => {
        const path = pathOf(dialect, one);
        const edit = (text: string, value: string): string => {
          const files = { origin: "x", files: new Map([[dialect.file, { kind: "text", text } as const]]) };
          const changed = changeDeclared(files, { file: dialect.file, path }, value);
          if (!changed.ok)
            throw new Error(`${JSON.stringify(text)} ${path}: ${JSON.stringify(changed.error)}`);
          return changed.value.change?.after ?? text;
        };
        fc.pre(isSayable(dialect, one));

        const after = edit(one.text, one.value);

        const [before, now] = await Promise.all(
          [one.text, after].map(async (text) => leavesOf(await dialect.read(text.replace(/^\uFEFF/, "")))),
        );
        const changed = (now ?? []).filter((leaf, index) => leaf !== before?.[index]);
        expect(now).toHaveLength(before?.length ?? -1);
        const isSame = one.value === one.old;
        expect(changed).toEqual(isSame ? [] : [expect.stringMatching(endOf(one))]);
        const differing = one.text.split("\n").filter((line, index) => line !== after.split("\n")[index]);
        expect(differing).toHaveLength(isSame ? 0 : 1);
        expect(edit(after, one.old)).toBe(one.text);
      }),
      { numRuns: runs(60) },
    );
  },
);

function endOf({ key, value }: Case): RegExp {
  const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`${escaped(key)} = ${escaped(value)}$`);
}

// What the dialect has no safe spelling for is refused; that is tested beside.
function isSayable({ file }: Dialect, { value, old }: Case): boolean {
  return !(file === "app.ini" || file === ".env") || (value !== "" && old !== "");
}
