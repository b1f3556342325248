import type { Client } from "./client.ts";
import type { GitHubMemory } from "./memory.ts";
import { asRequestFailure } from "./request-failure.ts";

/**
 * Asks again for what is known by its ETag: GitHub answers 304 where nothing changed, which counts against no limit, and
 * the known answer is given. A request with `fresh: true` is sent as it is.
 */
export function askConditionally(client: Client, { answers }: GitHubMemory): void {
  client.hook.wrap("request", async (request, options) => {
    if (!mayBeKept(options)) return request(options);
    const { url, headers } = client.request.endpoint.parse(options);
    // Tokens are left out: GitHub's ETags hold only for the token that they were made for, so it is GitHub that decides.
    const key = `${headers.accept ?? ""} ${url}`;
    const known = answers.get(key);
    if (known !== undefined) options.headers["if-none-match"] = known.etag;
    try {
      const answer = await request(options);
      const { etag } = answer.headers;
      const text = etag === undefined || answer.status !== 200 ? undefined : JSON.stringify(answer.data);
      if (etag === undefined || text === undefined) answers.delete(key);
      else answers.set(key, { etag, headers: pagesOf(answer.headers), text }, 2 * text.length);
      return answer;
    } catch (error) {
      const failure = asRequestFailure(error);
      if (known === undefined || failure?.kind !== "answer" || failure.status !== 304) throw error;
      return { status: 200, url, headers: known.headers, data: JSON.parse(known.text) };
    }
  });
}

interface Options {
  readonly method: string;
  readonly request: Readonly<Record<string, unknown>>;
}

/** What is read as a stream may be large, and is not JSON. */
function mayBeKept({ method, request }: Options): boolean {
  return method === "GET" && request["fresh"] !== true && request["parseSuccessResponseBody"] !== false;
}

/** All that readers of an answer look at beside its body. */
function pagesOf({ link }: { readonly link?: string | undefined }): Readonly<Record<string, string>> {
  return link === undefined ? {} : { link };
}
