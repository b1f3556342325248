import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { commandsReference, commandsTable } from "../../src/core/commands/index.ts";

const page = new URL("../../docs/commands.md", import.meta.url);
const border =
  "<!-- commands: from here to the end this is generated from src/core/commands/command-table.ts -->\n";

// `UPDATE_DOCS=1 npx vitest run test/docs/commands.test.ts` writes it.
test("docs/commands.md lists the commands as the table has them", async () => {
  const text = await readFile(page, "utf8");
  const [introduction = ""] = text.split(border);
  const generated = `${introduction}${border}\n${commandsTable()}\n\n${commandsReference()}\n`;

  if (process.env["UPDATE_DOCS"] === "1") await writeFile(page, generated);

  expect(await readFile(page, "utf8")).toBe(generated);
});
