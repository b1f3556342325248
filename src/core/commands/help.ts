import { code, countOf } from "../model/index.ts";
import type { Mistake } from "./command.ts";
import { type CommandRow, commandTable, rowOf } from "./command-table.ts";

/** The table of commands as Markdown, for help and documentation. */
export function commandsTable(): string {
  const rows = commandTable.map(
    (row) => `| ${code(lineOf(row))} | ${row.does} | ${row.role} | ${row.where} |`,
  );
  return ["| Command | What it does | Needs | On |", "|:--|:--|:--|:--|", ...rows].join("\n");
}

/** What `docs/commands.md` says between its introduction and its end. */
export function commandsReference(): string {
  return commandTable
    .map((row) =>
      [
        `### ${row.verb}`,
        `\`${lineOf(row)}\` ${row.does}.`,
        `Needs the role **${row.role}**; on ${row.where}. For example:`,
        `\`\`\`\n/optpass ${row.example}\n\`\`\``,
      ].join("\n\n"),
    )
    .join("\n\n");
}

/** A sentence that helps somebody whose line was no command. */
export function describeMistake(mistake: Mistake): string {
  switch (mistake.code) {
    case "unknown-verb": {
      const meant = mistake.meant === null ? "" : ` Did you mean ${code(`/optpass ${mistake.meant}`)}?`;
      return `There is no command ${code(mistake.said)}.${meant} ${code("/optpass help")} lists them.`;
    }
    case "bad-argument": {
      const row = rowOf(mistake.verb);
      return `\`${lineOf(row)}\`: ${mistake.why} For example: ${code(`/optpass ${row.example}`)}`;
    }
    case "too-many-commands":
      return `Only the first ${countOf(mistake.most, "command")} of a comment are carried out.`;
    case "comment-too-long":
      return `Commands are read in comments of at most ${mistake.most} characters; write them in one of their own.`;
  }
}

function lineOf({ verb, usage }: CommandRow): string {
  return `/optpass ${verb}${usage === "" ? "" : ` ${usage}`}`;
}
