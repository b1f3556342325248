/** A key of a table is never null: the repository as a whole is the change without a name. */
export function storedChange(change: string | null): string {
  return change ?? "";
}

export function readChange(stored: string): string | null {
  return stored === "" ? null : stored;
}
