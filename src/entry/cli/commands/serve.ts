import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { duration } from "../../../core/model/index.ts";
import { variable } from "../options/environment.ts";
import { readAppCredentials, readGitHubLimits, readGitHubUrl } from "../options/github-flags.ts";
import { readOperatorFile } from "../options/operator-file.ts";
import { operatorSecrets } from "../options/operator-secrets.ts";
import { addServerOptions, readServerOptions, type ServerFlags } from "../options/server-flags.ts";
import { requireStore } from "../options/store-flag.ts";
import type { Streams } from "../streams.ts";
import { addTendOptions, type TendFlags, tendSettings } from "./tend-settings.ts";

type ServeFlags = TendFlags & ServerFlags;

export function serveCommand(streams: Streams): CommandUnknownOpts {
  const command = new Command("serve")
    .description("run as a GitHub App: take webhooks, and keep pull requests up to date by the clock")
    .addHelpText(
      "after",
      `
Credentials come from the environment: OPTPASS_APP_ID with OPTPASS_APP_PRIVATE_KEY_FILE, and OPTPASS_WEBHOOK_SECRET
(OPTPASS_WEBHOOK_SECRET_OLD is taken as well, while the secret is changed).
Deliveries go to /api/github/webhooks; /healthz, /readyz and /metrics tell how it is. SIGTERM ends it gently.`,
    );
  return addServerOptions(addTendOptions(command)).action((flags) => serve(flags, streams));
}

async function serve(flags: ServeFlags, streams: Streams): Promise<void> {
  const { environment, clock, stdout } = streams;
  const options = readServerOptions(flags, environment);
  const { appId, privateKey } = readAppCredentials(environment);
  const auth = { kind: "app", appId, privateKey } as const;
  const { url: githubUrl, apiUrl: baseUrl } = await readGitHubUrl(flags.githubUrl, environment);
  const store = requireStore(flags, environment);
  const operator = readOperatorFile(flags, streams);
  const tend = await tendSettings(flags, { auth, operator, progress: () => {} }, streams);
  // Probot and the database are loaded only now.
  const { openServer } = await import("../../server/index.ts");
  const server = await openServer({
    ...options,
    appId,
    privateKey,
    githubUrl,
    baseUrl,
    store: store.location,
    tend,
    allows: operator?.allows ?? (() => true),
    allowUnverified: variable(environment, "OPTPASS_ALLOW_UNVERIFIED") === "true",
    limits: readGitHubLimits(environment),
    lease: duration(90, "s"),
    spread: duration(5, "m"),
    clock,
    write: (line) => stdout.write(line),
    redacted: [
      ...store.secrets,
      ...Object.entries(environment).flatMap(([name, value]) => (isSecret(name) ? (value ?? []) : [])),
      ...operatorSecrets(operator, environment),
    ],
  });
  await new Promise<void>((resolve) => streams.onStop(resolve));
  await server.stop();
}

/** Variables whose values are never written to the log, whatever they look like. */
function isSecret(name: string): boolean {
  return (
    /^(?:OPTPASS|GITHUB|AWS)_.*(?:SECRET|TOKEN|KEY|PASSWORD|HEADERS)/.test(name) && !/_FILE$|_ID$/.test(name)
  );
}
