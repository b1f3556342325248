import type { Call } from "../http/router.ts";
import { nodeId } from "./node-id.ts";

export function userJson(
  call: Call,
  login: string,
  type: "User" | "Organization" = "User",
): Readonly<Record<string, unknown>> {
  const isBot = login.endsWith("[bot]");
  const url = `${call.apiUrl}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id: [...login].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 1_000_000_007, 7),
    node_id: nodeId.user(login),
    type: isBot ? "Bot" : type,
    site_admin: false,
    url,
    html_url: `${call.webUrl}/${encodeURIComponent(login)}`,
    avatar_url: `${call.webUrl}/avatars/${encodeURIComponent(login)}`,
  };
}
