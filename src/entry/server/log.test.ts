import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { createLog } from "./log.ts";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();

function written(secrets: readonly string[], write: (log: ReturnType<typeof createLog>) => void): string {
  let text = "";
  write(
    createLog(
      (line) => {
        text += line;
      },
      secrets,
      "debug",
    ),
  );
  return text;
}

test("a line is JSON with its time, level and what was said", () => {
  const line = written([], (log) => log.info({ repository: "acme/shop" }, "pass done"));

  expect(JSON.parse(line)).toMatchObject({
    level: "info",
    service: "optpass",
    repository: "acme/shop",
    msg: "pass done",
  });
});

test.each([
  ["a token of an installation", "ghs_16C7e42F292c6912E7710c838347Ae178B4a"],
  ["a personal token", "github_pat_11ABCDEFG0123456789_abcdefghij"],
  ["a JSON web token", "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.c2lnbmF0dXJl"],
  ["a key", pem],
  ["a password in an address", "https://ann:hunter22@prometheus.example.com"],
  ["a header", "Authorization: Basic YW5uOmh1bnRlcjIy"],
  ["a password", "password=hunter22"],
])("%s is never written, however it gets into the log", (_name, secret) => {
  const text = written([], (log) => {
    log.info(secret);
    log.warn({ nested: { deep: [secret] } }, `before ${secret} after`);
    log.error(new Error(`failed with ${secret}`, { cause: new Error(secret) }));
    log.info({ headers: { authorization: secret } });
    log.child({ bound: secret }).info("x");
  });

  const kernels = [
    "16C7e42F292c",
    "11ABCDEFG",
    "c2lnbmF0dXJl",
    "hunter22",
    "YW5uOmh1bnRlcjIy",
    pem.split("\n")[5] ?? "",
  ];
  for (const kernel of kernels) expect(text).not.toContain(kernel);
  for (const line of text.trim().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
});

test("a secret that looks like nothing is not written either", () => {
  const text = written(['plain "quoted" words'], (log) =>
    log.info({ a: 'x plain "quoted" words y' }, 'plain "quoted" words'),
  );

  expect(text).not.toContain("quoted");
});
