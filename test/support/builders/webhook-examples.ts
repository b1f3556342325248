import { createRequire } from "node:module";

/** A payload as GitHub recorded it; tests change it in ways that its type would forbid. */
// biome-ignore lint/suspicious/noExplicitAny: see above.
export type Payload = any;

export interface WebhookExample {
  readonly name: string;
  readonly payload: Payload;
}

// A JSON file that its own types call a module with a default export, which it is not.
const recorded: readonly { readonly name: string; readonly examples: readonly Payload[] }[] = createRequire(
  import.meta.url,
)("@octokit/webhooks-examples");

/** Every payload that GitHub recorded for github.com. */
export const webhookExamples: readonly WebhookExample[] = recorded.flatMap(({ name, examples }) =>
  examples.map((payload) => ({ name, payload })),
);

/** The first recorded payload with this action (`null`: an event without any), changed where the test says so. */
export function webhookExample(
  name: string,
  action: string | null,
  change: (payload: Payload) => void = () => {},
): Payload {
  const found = webhookExamples.find(
    (one) => one.name === name && (action === null || one.payload.action === action),
  );
  if (found === undefined) throw new Error(`there is no example of ${name} ${action}`);
  const payload: Payload = structuredClone(found.payload);
  change(payload);
  return payload;
}
