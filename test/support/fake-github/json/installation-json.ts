import type { Viewpoint } from "../http/router.ts";
import { type Installation, stamp } from "../state/world.ts";
import { userJson } from "./user-json.ts";

export function installationJson(view: Viewpoint, installation: Installation) {
  const url = `${view.apiUrl}/app/installations/${installation.id}`;
  const app = view.world.apps.get(installation.appId);
  const now = stamp(view.world.now());
  return {
    id: installation.id,
    app_id: installation.appId,
    app_slug: app?.slug ?? "",
    account: userJson(view, installation.account, "Organization"),
    target_type: "Organization",
    repository_selection: installation.repositories === null ? "all" : "selected",
    permissions: { metadata: "read", ...installation.permissions },
    events: app?.events ?? [],
    access_tokens_url: `${url}/access_tokens`,
    repositories_url: `${view.apiUrl}/installation/repositories`,
    html_url: `${view.webUrl}/organizations/${installation.account}/settings/installations/${installation.id}`,
    created_at: now,
    updated_at: now,
    suspended_at: installation.suspended ? now : null,
    suspended_by: null,
  };
}
