import { describe, expect, test } from "vitest";
import { explainRefusal, type RepositoryFile } from "../../model/index.ts";
import { changeDeclared, findDeclared } from "./change-declared.ts";

function filesOf(file: string, content: string | RepositoryFile) {
  const found: RepositoryFile = typeof content === "string" ? { kind: "text", text: content } : content;
  return { origin: "acme/infra", files: new Map([[file, found]]) };
}

function change(file: string, text: string, path: string, value: string): string {
  const changed = changeDeclared(filesOf(file, text), { file, path }, value);
  if (!changed.ok) return `${changed.error.code}: ${explainRefusal(changed.error)}`;
  return changed.value.change?.after ?? "no change";
}

describe("a value is replaced where it stands, and its spelling is kept", () => {
  test.each([
    ["app.toml", "[cache]\r\nttl = '60s' # x\r\n", "cache.ttl", "300s", "[cache]\r\nttl = '300s' # x\r\n"],
    ["app.toml", "a.b = 5\n[x]\na.b = 6", "x.a.b", "7", "a.b = 5\n[x]\na.b = 7"],
    ["app.toml", 'x."ä.b" = true\n', 'x."ä.b"', "false", 'x."ä.b" = false\n'],
    ["app.toml", "[[s]]\np = 1\n[[s]]\np = 0x10\n", "s[1].p", "8080", "[[s]]\np = 1\n[[s]]\np = 8080\n"],
    ["app.toml", "s = [{ p = 1.5 }, { p = 2.5 }]\n", "s[1].p", "3", "s = [{ p = 1.5 }, { p = 3.0 }]\n"],
    ["app.toml", "\uFEFF'é' = '😀'\nttl = 1\n", "ttl", "2", "\uFEFF'é' = '😀'\nttl = 2\n"],
    ["app.json", '\uFEFF{"a": [1, {"b": "60s"}]}', "a[1].b", "5m", '\uFEFF{"a": [1, {"b": "5m"}]}'],
    [
      "app.jsonc",
      '{"a": 1, // one\n "b": "é",}\n',
      "b",
      'say "x"',
      '{"a": 1, // one\n "b": "say \\"x\\"",}\n',
    ],
    ["app.json", '{"__proto__": {"a": 1}}', "__proto__.a", "2", '{"__proto__": {"a": 2}}'],
    ["app.yaml", "a:\n  b: 60s # one minute\n", "a.b", "5m", "a:\n  b: 5m # one minute\n"],
    ["app.yaml", "a: 'x'\n---\nb: \"x\"", "b", "y z", "a: 'x'\n---\nb: \"y z\""],
    ["app.yaml", "a: word\n", "a", "12", 'a: "12"\n'],
    ["app.yaml", "a: word\n", "a", "yes", 'a: "yes"\n'],
    ["app.yaml", "a: [1, {b: 2}]\n", "a[1].b", "3", "a: [1, {b: 3}]\n"],
    [
      "v.yaml",
      "resources: {requests: {cpu: 1}}\n",
      "resources.requests.cpu",
      "500m",
      "resources: {requests: {cpu: 500m}}\n",
    ],
    ["a.properties", "cache.ttl = 60s\r\n", "cache.ttl", "5m", "cache.ttl = 5m\r\n"],
    ["a.properties", "# c\nhosts[0]:a\nk\\:\\ 1 v", "k: 1", "é=", "# c\nhosts[0]:a\nk\\:\\ 1 \\u00e9="],
    ["a.properties", "a \n", "a", "=b", "a \\=b\n"],
    [".env", "export A=1 # c\nB='x'\n", "A", "2", "export A=2 # c\nB='x'\n"],
    [".env.production", 'A="x y"\r\nB=\r\n', "A", "z", 'A="z"\r\nB=\r\n'],
    ["app.ini", "k = 0\n[a.b]\nk = 1\n", "a.b.k", "2", "k = 0\n[a.b]\nk = 2\n"],
    ["x.tfvars", "ttl = 300 # s\n", "ttl", "60", "ttl = 60 # s\n"],
  ])("%s %j: %s becomes %s", (file, text, path, value, after) => {
    expect(change(file, text, path, value)).toBe(after);
  });
});

describe("a value that is not certain to be what is meant is refused", () => {
  test.each([
    ["app.toml", "[cache]\nttl = 1\n", "cache.tll", "2", "no value at cache.tll: tll is not among ttl."],
    ["app.toml", "[cache]\nttl = 1\n", "cache", "2", "no value at cache: it holds ttl."],
    ["app.toml", "a = 1\na = 2\n", "a", "3", "app.toml:2 is not valid TOML"],
    ["app.toml", 'a = """x\ny"""\n', "a", "3", "a value of several lines"],
    ["app.toml", "a = 1979-05-27\n", "a", "3", "a date or a time"],
    ["app.json", '{"a": 1,\n"a": 2}', "a", "3", "has a more than once (lines 1, 2)"],
    ["app.json", '{"a": null}', "a", "3", "null, whose type is not known"],
    ["app.json5", "{a: 'x'}", "a", "3", "is not valid JSON"],
    ["app.yaml", "a: 1\na: 2\n", "a", "3", 'the key "a" is there twice'],
    ["app.yaml", "a: 1\n---\na: 2\n", "a", "3", "has a more than once (lines 1, 3)"],
    ["app.yaml", "a: &x 1\nb: *x\n", "a", "3", 'the YAML anchor "x"'],
    ["app.yaml", "a: &x {c: 1}\nb: *x\n", "b.c", "3", 'the YAML anchor "x"'],
    ["app.yaml", "a: &x {c: 1}\nb:\n  <<: *x\n", "b.c", "3", 'the YAML anchor "<<"'],
    ["app.yaml", "a: 1\n---\nb: 2\n", "c", "3", "none of its 2 documents has one"],
    ["app.yaml", "- a: 1\n- b: 2\n", "[1].a", "3", "a is not among b."],
    ["app.yaml", "a: yes\n", "a", "no", "a word that YAML versions read differently"],
    ["app.yaml", "a: |\n  x\n", "a", "y", "a block scalar"],
    ["app.yaml", `a: \${TTL}\n`, "a", "y", "takes the value from a variable"],
    ["a.properties", "a = 1\na: 2\n", "a", "3", "has a more than once (lines 1, 2)"],
    ["a.properties", "a = 1\\\n 2\n", "a", "3", "a value of several lines"],
    ["a.properties", `a = \${b}\n`, "a", "3", `takes the value from a variable (\${b})`],
    ["a.properties", "a = \\u12\n", "a", "3", "an escape that is none"],
    ["a.properties", "a\n", "a", "3", "a key without a value"],
    [".env", "A=1\nexport A=2\n", "A", "3", "has A more than once"],
    [".env", 'A="$B"\n', "A", "3", "takes the value from a variable ($B)"],
    [".env", "A=x#y\n", "A", "3", "readers take differently"],
    [".env", "A='x\nB=1\n'\n", "B", "2", "B is not among A"],
    [".env", "A='x\n", "A", "2", "a quote is opened and never closed"],
    ["app.ini", "[s]\nk = 1\n[s]\nK = 2\n", "s.k", "3", "has s.k more than once (lines 2, 4)"],
    ["app.ini", "k = 1 ; c\n", "k", "3", "dialects read differently"],
    ["app.ini", "[s]\nk = 1\n  2\n", "s.k", "3", "a value of several lines"],
    ["app.xml", "<a/>", "a", "3", "has none of the formats"],
    ["app.toml", "# Code generated by x. DO NOT EDIT.\na = 1\n", "a", "3", "is generated"],
    ["app.toml", "a = 1\n", "a..b", "3", 'not understood from "..b" on'],
    ["app.toml", "a = 1\n", "", "3", "not understood"],
  ])("%s %j: %s to %s", (file, text, path, value, words) => {
    expect(change(file, text, path, value)).toContain(words);
  });

  test.each<[string, string, RepositoryFile]>([
    ["a link", "symbolic link", { kind: "symlink", target: "../../etc/passwd" }],
    ["no text", "no text", { kind: "binary" }],
    ["too large to be read", "too large", { kind: "too-large", bytes: 2 ** 30 }],
    [
      "too large to be parsed",
      "larger than 512 KiB",
      { kind: "text", text: `${"#\n".repeat(300_000)}a = 1` },
    ],
  ])("a file that is %s", (_, words, content) => {
    const changed = changeDeclared(filesOf("a.toml", content), { file: "a.toml", path: "a" }, "2");
    expect(changed.ok ? "" : explainRefusal(changed.error)).toContain(words);
  });

  test("a file outside the folder is none of its files", () => {
    expect(change("a.toml", "a = 1\n", "a", "2")).toBe("a = 2\n");
    const outside = changeDeclared(filesOf("a.toml", "a = 1\n"), { file: "../a.toml", path: "a" }, "2");
    expect(outside).toMatchObject({ ok: false, error: { code: "unreadable-file" } });
  });
});

describe("a value becomes one of its kind only", () => {
  test.each([
    ["app.toml", "a = 5\n", "5.5", "a whole number is wanted"],
    ["app.toml", "a = 5\n", "5s", "a number is wanted"],
    ["app.json", '{"a": true}', "1", "true or false is wanted"],
    ["app.yaml", "a: 60s\n", "300", "a duration with its unit is wanted there, as 60s is one"],
    ["app.yaml", "a: PT5M\n", "300", "a duration with its unit"],
    ["app.yaml", "a: x\n", "y\nb: z", "characters that cannot be seen"],
    ["app.yaml", "a: x\n", "x".repeat(1_001), "longer than 1000 characters"],
    [".env", "a=x\n", "y z", "it would need quotes"],
    ["app.ini", "a = x\n", "y;z", "dialects of INI"],
  ])("%s %j does not become %j", (file, text, value, words) => {
    const refused = change(file, text, "a", value);
    expect(refused).toMatch(/^unfit-value: /);
    expect(refused).toContain(words);
  });

  test("half a core may become a whole one, and a duration nothing", () => {
    expect(change("app.yaml", "a: 500m\n", "a", "1")).toBe('a: "1"\n');
    expect(change("app.yaml", "a: 60s\n", "a", "0")).toBe('a: "0"\n');
  });

  test("what it is already is no change", () => {
    expect(change("app.toml", "a = '5'\n", "a", "5")).toBe("no change");
  });
});

test.each([
  ["app.toml", "a = '60s'", "duration"],
  ["app.toml", "a = 'PT1H30M'", "duration"],
  ["app.toml", "a = 'sum'", "text"],
  ["app.toml", "a = 1e3", "number"],
  ["app.yaml", "a: true", "boolean"],
  [".env", "a=10", "number"],
  ["a.properties", "a=true", "boolean"],
])("in %s, %s is a value of kind %3$s", (file, text, kind) => {
  const found = findDeclared(filesOf(file, text), { file, path: "a" });
  expect(found).toMatchObject({ ok: true, value: { kind, location: { file, line: 1, path: "a" } } });
});
