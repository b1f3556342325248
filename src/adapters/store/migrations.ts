/**
 * How the tables came to be, one step for each version; a step that was released is never changed. Plain SQL that
 * PostgreSQL takes as well: `bytea` and `bigint` mean nothing to SQLite, which keeps what it is given.
 */
export const migrations: readonly string[] = [
  `create table history_head (
     source text not null,
     namespace text not null,
     revision bigint not null,
     last_day integer not null,
     content bytea not null,
     primary key (source, namespace)
   );
   create table history_day (
     source text not null,
     namespace text not null,
     day integer not null,
     content bytea not null,
     primary key (source, namespace, day)
   );`,
];
