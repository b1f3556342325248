import type { Viewpoint } from "../http/router.ts";
import { type App, stamp } from "../state/world.ts";
import { nodeId } from "./node-id.ts";
import { userJson } from "./user-json.ts";

type Fields = Readonly<Record<string, unknown>>;

export function appJson(view: Viewpoint, app: App): Fields {
  const now = stamp(view.world.now());
  return {
    id: app.id,
    slug: app.slug,
    client_id: `Iv23li${app.id}`,
    node_id: nodeId.app(app.id),
    name: app.slug,
    owner: userJson(view, "fake-github", "Organization"),
    description: "",
    external_url: `${view.webUrl}/apps/${app.slug}`,
    permissions: { metadata: "read", ...app.permissions },
    // GitHub's description of this list knows no merge queues, though it has an event for them.
    events: app.events.filter((event) => event !== "merge_group"),
    html_url: `${view.webUrl}/apps/${app.slug}`,
    created_at: now,
    updated_at: now,
  };
}

/** The app behind a login such as `optpass[bot]`, or null for a person. */
export function appReference(view: Viewpoint, login: string): Fields | null {
  const app = [...view.world.apps.values()].find((each) => `${each.slug}[bot]` === login);
  return app === undefined ? null : appJson(view, app);
}
