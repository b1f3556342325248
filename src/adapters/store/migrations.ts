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
  // The change '' is the repository itself.
  `create table change_event (
     sequence bigint not null primary key,
     repository text not null,
     key text not null,
     change_id text not null,
     happened bigint not null,
     recorded bigint not null,
     actor text,
     kind text not null,
     data text not null,
     evidence text,
     unique (repository, key)
   );
   create index change_event_by_time on change_event (happened, sequence);
   create index change_event_by_change on change_event (repository, change_id, happened, sequence);
   create table change_record (
     repository text not null,
     change_id text not null,
     events bigint not null,
     content text not null,
     primary key (repository, change_id)
   );
   create table evidence_snapshot (
     id text not null primary key,
     kept bigint not null,
     content text not null
   );`,
];
