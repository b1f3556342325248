export interface LoggedRequest {
  readonly method: string;
  /** As sent, with the query. */
  readonly path: string;
  /** `GET /repos/{owner}/{repo}`, `POST /graphql updateRefs`, or null for an unknown route. */
  readonly operation: string | null;
  readonly status: number;
  /** What a GraphQL question costs of the hour's points; 0 for anything else. */
  readonly points: number;
  /** Something changed, even where the client was told otherwise. */
  readonly wrote: boolean;
  readonly actor: string;
}

/** What was asked of the server, in order of the answers. */
export class RequestLog {
  readonly entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): void {
    this.entries.push(entry);
  }

  /** Requests that changed something. Minting a token is not a change of a repository. */
  writes(): readonly LoggedRequest[] {
    return this.entries.filter((entry) => entry.wrote);
  }

  count(operation: string): number {
    return this.entries.filter((entry) => entry.operation === operation).length;
  }

  clear(): void {
    this.entries.length = 0;
  }
}
