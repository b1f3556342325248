/** A way to read a server, as a program that does one pass and prints a PassReport. */
export interface Contender {
  readonly id: string;
  readonly name: string;
  /** Path from this folder. */
  readonly program: string;
  /** `containersFile`: the containers of the estate, for who has them from the Kubernetes API. */
  readonly flags: (containersFile: string) => readonly string[];
}

/** The one that the others are compared with. */
export const ours: Contender = {
  id: "optpass-first",
  name: "OptPass, first pass",
  program: "pass.ts",
  flags: () => [],
};

// The hourly pass has its place after ours, once there is a store to go on from.
export const contenders: readonly Contender[] = [
  ours,
  krr("krr-1", "KRR's queries, one at a time", 1),
  krr("krr-10", "KRR's queries, ten at a time", 10),
];

function krr(id: string, name: string, concurrency: number): Contender {
  return {
    id,
    name,
    program: "krr/pass.ts",
    flags: (containersFile) => ["--containers", containersFile, "--concurrency", `${concurrency}`],
  };
}
