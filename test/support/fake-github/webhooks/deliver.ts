import { createHmac } from "node:crypto";
import type { Hook, HookRequest, HookResponse } from "./delivery.ts";

/** Bodies above 25 MB are never sent. */
export const largestPayload = 25 * 1024 * 1024;

export function signedRequest(
  hook: Hook,
  delivery: { readonly guid: string; readonly event: string; readonly appId: number },
  payload: string,
): HookRequest {
  const signature = (algorithm: "sha1" | "sha256"): string =>
    `${algorithm}=${createHmac(algorithm, hook.secret).update(payload).digest("hex")}`;
  return {
    payload,
    headers: {
      Accept: "*/*",
      "Content-Type": "application/json",
      "User-Agent": "GitHub-Hookshot/f0e1d2c",
      "X-GitHub-Delivery": delivery.guid,
      "X-GitHub-Event": delivery.event,
      "X-GitHub-Hook-ID": `${delivery.appId}`,
      "X-GitHub-Hook-Installation-Target-ID": `${delivery.appId}`,
      "X-GitHub-Hook-Installation-Target-Type": "integration",
      "X-Hub-Signature": signature("sha1"),
      "X-Hub-Signature-256": signature("sha256"),
    },
  };
}

/** Status 0: no answer in time, or no connection. Redirects are not followed. */
export async function post(url: string, request: HookRequest, timeout: number): Promise<HookResponse> {
  try {
    const response = await fetch(url, {
      method: "POST",
      // A connection that is kept may end just when it is used again, on a machine that stalls: a lost delivery.
      headers: { ...request.headers, connection: "close" },
      body: request.payload,
      redirect: "manual",
      signal: AbortSignal.timeout(timeout),
    });
    const payload = await response.text();
    return { status: response.status, headers: Object.fromEntries(response.headers), payload };
  } catch {
    return { status: 0, headers: {}, payload: "" };
  }
}
