// HistoryStore, WorkQueue and EventLog in one database: a SQLite file in a folder, or PostgreSQL.
export { openEventLog } from "./events/open-event-log.ts";
export { openHistoryStore } from "./open-history-store.ts";
export { describeAddress, isPostgres, secretsOf } from "./postgres/postgres-address.ts";
export { openWorkQueue } from "./queue/open-work-queue.ts";
