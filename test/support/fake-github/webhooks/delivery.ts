/** Where an app wants to hear, and what its deliveries are signed with. */
export interface Hook {
  readonly url: string;
  readonly secret: string;
}

export interface HookRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
}

export interface HookResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string;
}

/** One attempt to deliver; a redelivery is another with the same `guid`. */
export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly appId: number;
  readonly event: string;
  readonly action: string | null;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly deliveredAt: Date;
  readonly isRedelivery: boolean;
  readonly request: HookRequest;
  readonly response: HookResponse;
  /** Seconds. */
  readonly duration: number;
}
