/** The command line, the environment or a file that the user named is wrong: exit code 2. `message` is one line. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
