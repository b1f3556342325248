/** A request as it will be sent, without what says who asks. */
export interface UnsignedRequest {
  readonly method: "GET" | "POST";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
}

/** Makes the headers that say who asks, for each attempt anew. Throws a RequestFailure. */
export type Authorize = (request: UnsignedRequest) => Promise<Readonly<Record<string, string>>>;
