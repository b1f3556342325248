// HistoryStore in one SQLite file, in a folder that the user names.
export { openHistoryStore } from "./open-history-store.ts";
