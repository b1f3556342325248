/** The process environment, handed in so that tests need not touch the real one. */
export type ProcessEnvironment = Readonly<Record<string, string | undefined>>;

/** A variable that is set to something; empty counts as not set, as in most shells' idiom. */
export function variable(environment: ProcessEnvironment, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === "" ? undefined : value;
}
