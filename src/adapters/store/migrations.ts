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
  `create table work (
     key text not null primary key,
     repository text not null,
     urgency integer not null,
     due bigint not null,
     payload text not null,
     attempts integer not null,
     added_again integer not null
   );
   create index work_by_urgency on work (urgency, due);
   create index work_by_repository on work (repository);
   create table work_lease (
     repository text not null primary key,
     fence bigint not null,
     ends bigint not null,
     key text not null
   );
   create table work_seen (
     identity text not null primary key,
     seen bigint not null
   );
   create index work_seen_by_time on work_seen (seen);
   create table work_buried (
     key text not null,
     repository text not null,
     buried bigint not null,
     attempts integer not null,
     why text not null
   );
   create index work_buried_by_time on work_buried (buried);`,
];
