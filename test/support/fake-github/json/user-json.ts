import type { Viewpoint } from "../http/router.ts";
import { nodeId } from "./node-id.ts";

export function userJson(
  view: Viewpoint,
  login: string,
  type: "User" | "Organization" = "User",
): Readonly<Record<string, unknown>> {
  const isBot = login.endsWith("[bot]");
  const url = `${view.apiUrl}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id: [...login].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 1_000_000_007, 7),
    node_id: nodeId.user(login),
    type: isBot ? "Bot" : type,
    site_admin: false,
    url,
    html_url: `${view.webUrl}/${encodeURIComponent(login)}`,
    avatar_url: `${view.webUrl}/avatars/${encodeURIComponent(login)}`,
  };
}
