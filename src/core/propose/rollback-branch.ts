/** Id of the pull request that takes a change back: `payments/api/resources` is taken back by `payments/api/rollback`. */
export function rollbackId(changeId: string): string {
  const cut = changeId.lastIndexOf("/") + 1;
  const topic = changeId.slice(cut);
  return `${changeId.slice(0, cut)}${topic === "resources" ? "" : `${topic}-`}rollback`;
}
