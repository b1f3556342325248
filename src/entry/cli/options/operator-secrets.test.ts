import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { anOperator } from "../../../../test/support/builders/configuration.ts";
import { operatorSecrets } from "./operator-secrets.ts";

test("the secrets of all data sources are known, from variables and files, and what is not there is none", () => {
  const folder = mkdtempSync(join(tmpdir(), "optpass-secrets-"));
  writeFileSync(join(folder, "token"), "from a file\n");
  const operator = anOperator(`
sources:
  a: { url: http://a, auth: { bearer: { file: ${join(folder, "token")} } } }
  b: { url: http://b, auth: { basic: { username: me, password: { env: PASSWORD } } } }
  c: { url: http://c, headers: { X-Plain: plain }, secretHeaders: { X-Key: { env: KEY }, X-None: { file: /nowhere } } }
  d: { url: http://d, auth: { bearer: { env: UNSET } } }
`);

  const secrets = operatorSecrets(operator, { PASSWORD: "a password", KEY: "a key" });
  rmSync(folder, { recursive: true });

  expect(secrets).toEqual(["from a file", "a password", "a key"]);
  expect(operatorSecrets(null, {})).toEqual([]);
});
