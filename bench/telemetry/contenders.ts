/** A way to read a server, as a program that does one pass and prints a PassReport. */
export interface Contender {
  readonly id: string;
  readonly name: string;
  /** Path from this folder; it is run as `buildPrograms` compiled it. */
  readonly program: string;
  /** Whether the same program ran an hour earlier, and left what it read. */
  readonly goesOn: boolean;
  readonly flags: (files: Files) => readonly string[];
}

/** What a program may find or leave, as paths. */
export interface Files {
  /** The containers of the estate, for who has them from the Kubernetes API. */
  readonly containers: string;
  /** Folder for what is kept from pass to pass; empty before the first. */
  readonly store: string;
}

/** The one that the others are compared with. */
export const ours: Contender = {
  id: "optpass-first",
  name: "OptPass, first pass",
  program: "pass.ts",
  goesOn: false,
  flags: () => [],
};

export const contenders: readonly Contender[] = [
  ours,
  {
    id: "optpass-hourly",
    name: "OptPass, an hour later",
    program: "pass.ts",
    goesOn: true,
    flags: ({ store }) => ["--store", store],
  },
  krr("krr-1", "KRR's queries, one at a time", 1),
  krr("krr-10", "KRR's queries, ten at a time", 10),
];

function krr(id: string, name: string, concurrency: number): Contender {
  return {
    id,
    name,
    program: "krr/pass.ts",
    goesOn: false,
    flags: ({ containers }) => ["--containers", containers, "--concurrency", `${concurrency}`],
  };
}
