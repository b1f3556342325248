/** Opaque to clients, readable to the fake: `R_<repository>`, `PR_<repository>_<number>`, `U_<login>`, `I_<repository>_<number>`. */
export const nodeId = {
  repository: (id: number): string => `R_${id}`,
  pull: (repository: number, number: number): string => `PR_${repository}_${number}`,
  object: (repository: number, sha: string): string => `O_${repository}_${sha}`,
  reference: (repository: number, ref: string): string =>
    `REF_${repository}_${Buffer.from(ref).toString("base64url")}`,
  user: (login: string): string => `U_${Buffer.from(login).toString("base64url")}`,
  issue: (repository: number, number: number): string => `I_${repository}_${number}`,
  comment: (id: number): string => `IC_${id}`,
  reaction: (id: number): string => `REA_${id}`,
  event: (repository: number, number: number, id: number): string => `EV_${repository}_${number}_${id}`,
  checkRun: (id: number): string => `CR_${id}`,
  status: (id: number): string => `SC_${id}`,
  review: (id: number): string => `PRR_${id}`,
  reviewComment: (id: number): string => `PRRC_${id}`,
  app: (id: number): string => `A_${id}`,
  label: (name: string): string => `LA_${Buffer.from(name).toString("base64url")}`,
};

export function repositoryIdOf(node: string): number | null {
  const match = /^R_(\d+)$/.exec(node);
  return match === null ? null : Number(match[1]);
}

interface Place {
  readonly repository: number;
  readonly number: number;
}

export function pullOf(node: string): Place | null {
  return placeOf(/^PR_(\d+)_(\d+)$/.exec(node));
}

export function issueOf(node: string): Place | null {
  return placeOf(/^I_(\d+)_(\d+)$/.exec(node));
}

export function reviewIdOf(node: string): number | null {
  const match = /^PRR_(\d+)$/.exec(node);
  return match === null ? null : Number(match[1]);
}

export function commentIdOf(node: string): number | null {
  const match = /^IC_(\d+)$/.exec(node);
  return match === null ? null : Number(match[1]);
}

function placeOf(match: RegExpExecArray | null): Place | null {
  return match === null ? null : { repository: Number(match[1]), number: Number(match[2]) };
}
