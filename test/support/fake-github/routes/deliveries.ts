import { json, notFound, Refused, type Reply } from "../http/reply.ts";
import type { Call, Routes } from "../http/router.ts";
import { stamp } from "../state/world.ts";
import type { Delivery } from "../webhooks/delivery.ts";
import type { Webhooks } from "../webhooks/webhooks.ts";

/** GitHub forgets deliveries after three days. */
const memory = 3 * 24 * 60 * 60 * 1000;

export function deliveryRoutes(webhooks: () => Webhooks): Routes {
  return {
    anywhere: {
      "GET /app/hook/deliveries": (call) => list(call, known(call, webhooks())),
      "GET /app/hook/deliveries/{delivery_id}": (call) => {
        const id = Number(call.params["delivery_id"]);
        const found = known(call, webhooks()).find((each) => each.id === id);
        if (found === undefined) throw notFound();
        const { request, response } = found;
        return json(200, {
          ...deliveryJson(found),
          request: { headers: request.headers, payload: JSON.parse(request.payload) },
          response: { headers: response.headers, payload: response.payload },
        });
      },
      "POST /app/hook/deliveries/{delivery_id}/attempts": (call) => {
        const id = Number(call.params["delivery_id"]);
        const isKnown = known(call, webhooks()).some((each) => each.id === id);
        if (!isKnown || !webhooks().redeliver(appIdOf(call), id)) throw notFound();
        return json(202, {});
      },
    },
  };
}

/** Newest first, page by page with a cursor instead of numbers. */
function list(call: Call, all: readonly Delivery[]): Reply {
  const size = Math.min(100, Number(call.query.get("per_page") ?? 30));
  const cursor = Number(call.query.get("cursor") ?? Number.POSITIVE_INFINITY);
  const status = call.query.get("status");
  const rest = all.filter(
    (each) => each.id < cursor && (status === null || (status === "success") === isGood(each)),
  );
  const shown = rest.slice(0, size);
  const last = shown.at(-1);
  const query = new URLSearchParams(call.query);
  query.set("cursor", `${last?.id}`);
  const next = `<${call.apiUrl}/app/hook/deliveries?${query}>; rel="next"`;
  return {
    ...json(200, shown.map(deliveryJson)),
    headers: last !== undefined && rest.length > size ? { link: next } : {},
  };
}

function known(call: Call, webhooks: Webhooks): Delivery[] {
  const appId = appIdOf(call);
  const since = call.world.now().getTime() - memory;
  return webhooks.deliveries
    .filter((each) => each.appId === appId && each.deliveredAt.getTime() >= since)
    .sort((a, b) => b.id - a.id);
}

function deliveryJson(delivery: Delivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: stamp(delivery.deliveredAt),
    redelivery: delivery.isRedelivery,
    duration: Math.round(delivery.duration * 100) / 100,
    status: isGood(delivery) ? "OK" : delivery.response.status === 0 ? "timed out" : "Invalid HTTP Response",
    status_code: delivery.response.status,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

function isGood({ response: { status } }: Delivery): boolean {
  return status >= 200 && status < 300;
}

function appIdOf(call: Call): number {
  if (call.actor.kind !== "app") throw new Refused(401, "A JSON web token could not be decoded");
  return call.actor.app.id;
}
