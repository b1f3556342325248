// Takes what somebody wrote; gives the commands in it, what is wrong with others, and texts about commands.
export type { Command, Mistake, Verb } from "./command.ts";
export { type CommandRow, commandTable, type Place, rowOf } from "./command-table.ts";
export { commandsReference, commandsTable, describeMistake } from "./help.ts";
export { inert } from "./inert.ts";
export { parseComment, type Spoken } from "./parse-comment.ts";
