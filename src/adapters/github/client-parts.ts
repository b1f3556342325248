import { PortError } from "../../ports/port-error.ts";
import { apiBaseUrl } from "./api-base-url.ts";
import type { ClientParts } from "./client.ts";
import { createMeter } from "./meter.ts";
import { defaultLimits, type GitHubOptions } from "./options.ts";
import { createDispatcher } from "./proxies.ts";

/** What every client of one session shares. Throws a PortError when an option cannot be right. */
export function openClientParts(options: Omit<GitHubOptions, "repository" | "auth">): ClientParts {
  const base = apiBaseUrl(options.baseUrl);
  if (!base.ok) throw new PortError("github", "rejected", base.error);
  const limits = { ...defaultLimits, ...options.limits };
  return {
    baseUrl: base.value,
    limits,
    meter: createMeter(limits.requestSeconds, createDispatcher(), options.onAnswer),
    log: options.log ?? (() => {}),
    onWait: options.onWait ?? (() => {}),
    ...(options.beforeWrite === undefined ? {} : { beforeWrite: options.beforeWrite }),
  };
}
