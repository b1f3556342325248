import type { Instant } from "../../core/model/index.ts";
import type { FailedDelivery } from "../../ports/app-account.ts";
import { deliveriesAnswer, readAnswer } from "./answers.ts";
import { type AppSession, mostPages } from "./app-session.ts";

/** GitHub lists attempts, the newest first; a delivery has failed when none of its attempts was answered well. */
export async function listFailedDeliveries(
  session: AppSession,
  since: Instant,
): Promise<readonly FailedDelivery[]> {
  const answered = new Set<string>();
  const failed = new Map<string, number>();
  let cursor: string | undefined;
  for (let page = 1; page <= mostPages; page += 1) {
    const { attempts, next } = await listPage(session, cursor);
    const recent = attempts.filter(({ delivered_at }) => Date.parse(delivered_at) >= since);
    for (const { id, guid, status_code } of recent) {
      if (status_code >= 200 && status_code < 300) answered.add(guid);
      else if (!failed.has(guid) && Number.isSafeInteger(id)) failed.set(guid, id);
    }
    if (next === null || recent.length < attempts.length) break;
    cursor = next;
  }
  return [...failed]
    .filter(([guid]) => !answered.has(guid))
    .map(([id, attempt]) => ({ id, attempt }))
    .reverse();
}

async function listPage({ client, place, attempt }: AppSession, cursor: string | undefined) {
  return attempt({ doing: "list the deliveries", needs: "the app's key" }, async () => {
    const answer = await client.rest.apps.listWebhookDeliveries({
      per_page: 100,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const attempts = readAnswer(deliveriesAnswer, answer.data, place);
    return { attempts, next: nextCursor(answer.headers.link) };
  });
}

/** Only the cursor of the next page is taken of what the server sends: an address could lead anywhere. */
function nextCursor(link: string | undefined): string | null {
  const next = link?.split(",").find((each) => /;\s*rel="next"/.test(each));
  return /[?&]cursor=([\w%.~-]{1,200})/.exec(next ?? "")?.[1] ?? null;
}
