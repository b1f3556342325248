import type { Instant } from "../core/model/index.ts";
import type { PortError } from "./port-error.ts";

/** The app itself on a code host, apart from any repository. */
export interface AppAccount {
  /** Throws a PortError where the app's credentials do not work. */
  check(): Promise<void>;
  /** Where the app may work, one installation after the other; those that are suspended are left out. */
  installations(): AsyncIterable<InstalledOn>;
  /** Deliveries since then of which no attempt was answered well, the oldest first. */
  failedDeliveries(since: Instant): Promise<readonly FailedDelivery[]>;
  /** Asks the host to deliver it once more, under the same id. */
  redeliver(delivery: FailedDelivery): Promise<void>;
}

export interface InstalledOn {
  /** The organisation or person. */
  readonly account: string;
  /** `owner/name` in lower case, archived ones left out; or why they could not be listed, which stops no other. */
  readonly repositories: readonly string[] | PortError;
}

export interface FailedDelivery {
  /** Of the last attempt. */
  readonly attempt: number;
  /** The same for all attempts. */
  readonly id: string;
}
