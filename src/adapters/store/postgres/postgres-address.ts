import { err, ok, type Result } from "../../../core/model/index.ts";

/** Whether a location of a store means a PostgreSQL server, and not a folder. */
export function isPostgres(location: string): boolean {
  return /^postgres(?:ql)?:\/\//i.test(location);
}

/** The address for people: without user, password and parameters, which may hold secrets. */
export function describeAddress(address: string): Result<string, string> {
  const url = parse(address);
  if (url === null)
    return err("it is no address of a PostgreSQL: write postgres://USER:PASSWORD@HOST:PORT/DATABASE");
  const socket = url.searchParams.get("host");
  const host = socket ?? (url.hostname === "" ? "localhost" : url.hostname);
  const port = url.port === "" ? "5432" : url.port;
  return ok(`postgres://${host}:${port}/${url.pathname.replace(/^\//, "")}`);
}

/** Texts of an address that must never be shown. */
export function secretsOf(address: string): readonly string[] {
  const url = isPostgres(address) ? parse(address) : null;
  if (url === null) return [];
  const texts = [url.password, decode(url.password), url.searchParams.get("password") ?? ""];
  return texts.filter((text) => text !== "");
}

// `URL.parse` is not in Node 20.
function parse(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
