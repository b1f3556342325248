import { readFile } from "node:fs/promises";
import type { Authorize } from "./authorize.ts";
import { asHeaderValue } from "./header-value.ts";
import { failure } from "./request-failure.ts";

/**
 * Sends the token that a file holds at the time of each request, as Prometheus's own `credentials_file` does: tokens
 * of service accounts and of Google last an hour and are replaced in their file. `onToken` is told each, for it must
 * not be printed.
 */
export function tokenFromFile(file: string, onToken: (token: string) => void): Authorize {
  return async () => {
    const text = await readToken(file);
    const token = asHeaderValue(text);
    if (token === null || token === "")
      throw failure("unauthorized", `the file ${file} holds no token that can be sent as an HTTP header`);
    onToken(token);
    return { authorization: `Bearer ${token}` };
  };
}

async function readToken(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw failure("unauthorized", `cannot read the file of the Prometheus token ${file}`, { cause });
  }
}
