// HistoryStore and WorkQueue in one SQLite file, in a folder that the user names.
export { openHistoryStore } from "./open-history-store.ts";
export { openWorkQueue } from "./queue/open-work-queue.ts";
