import { inspect } from "node:util";
import { expect } from "vitest";
import { PortError } from "../../src/ports/port-error.ts";

/** What a call failed with; anything but a PortError with a message of one line fails the test. */
export async function failure(run: Promise<unknown>): Promise<PortError> {
  const caught: unknown = await run.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(caught instanceof PortError)) throw new Error(`expected a PortError, got ${inspect(caught)}`);
  expect(caught.message).not.toMatch(/\n/);
  return caught;
}
