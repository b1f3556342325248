import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { readTemplate } from "../../../adapters/system/template.ts";
import { defaultPolicy } from "../../../app/default-policy.ts";
import type { PassParts } from "../../../app/run-pass.ts";
import { shareTelemetry } from "../../../app/share-telemetry.ts";
import { duration } from "../../../core/model/index.ts";
import { type ProcessEnvironment, variable } from "../options/environment.ts";
import { readFilters } from "../options/filters.ts";
import { githubUrlOption, readAppCredentials, readGitHubUrl } from "../options/github-flags.ts";
import { makeNamedFolder } from "../options/make-named-folder.ts";
import { openRenderer } from "../options/open-renderer.ts";
import { addPrometheusOptions } from "../options/prometheus-flags.ts";
import { readPrices } from "../options/read-prices.ts";
import { addServerOptions, readServerOptions, type ServerFlags } from "../options/server-flags.ts";
import { addStoreOption } from "../options/store-flag.ts";
import { addTuningOptions, readTuning } from "../options/tuning-flags.ts";
import type { Streams } from "../streams.ts";
import { UsageError } from "../usage-error.ts";
import { addPriceOptions, addRepositoryOptions, addScopeOptions } from "./common-options.ts";
import type { PassFlags } from "./pass-once.ts";
import { readTelemetry } from "./read-telemetry.ts";

interface ServeFlags extends PassFlags, ServerFlags {}

export function serveCommand(streams: Streams): CommandUnknownOpts {
  const command = new Command("serve")
    .description("run as a GitHub App: take webhooks, and keep pull requests up to date by the clock")
    .addOption(githubUrlOption())
    .addHelpText(
      "after",
      `
Credentials come from the environment: OPTPASS_APP_ID with OPTPASS_APP_PRIVATE_KEY_FILE, and OPTPASS_WEBHOOK_SECRET
(OPTPASS_WEBHOOK_SECRET_OLD is taken as well, while the secret is changed).
Deliveries go to /api/github/webhooks; /healthz, /readyz and /metrics tell how it is. SIGTERM ends it gently.`,
    );
  return addServerOptions(
    addStoreOption(
      addPrometheusOptions(addPriceOptions(addTuningOptions(addRepositoryOptions(addScopeOptions(command))))),
    ),
  ).action((flags) => serve(flags, streams));
}

// Repositories that are looked at in the same minutes read the same metrics.
const readingKept = duration(10, "m");

async function serve(flags: ServeFlags, streams: Streams): Promise<void> {
  const { environment, clock, stdout } = streams;
  const options = readServerOptions(flags, environment);
  const { appId, privateKey } = readAppCredentials(environment);
  const { url: githubUrl, apiUrl: baseUrl } = await readGitHubUrl(flags.githubUrl, environment);
  const directory = readStoreFolder(flags, environment);
  const pass = await passOf(flags, streams);
  // Probot and the database are loaded only now.
  const { openServer } = await import("../../server/index.ts");
  const server = await openServer({
    ...options,
    appId,
    privateKey,
    githubUrl,
    baseUrl,
    directory,
    pass,
    lease: duration(90, "s"),
    spread: duration(5, "m"),
    clock,
    write: (line) => stdout.write(line),
    redacted: Object.entries(environment).flatMap(([name, value]) => (isSecret(name) ? (value ?? []) : [])),
  });
  await new Promise<void>((resolve) => streams.onStop(resolve));
  await server.stop();
}

/** Everything of a pass that is the same for all repositories. */
async function passOf(flags: ServeFlags, streams: Streams): Promise<Omit<PassParts, "host">> {
  const filters = readFilters(flags.namespace, flags.workload);
  const tuning = readTuning(flags);
  const progress = () => {};
  const read = () => readTelemetry(flags, filters, streams, progress);
  return {
    readPolicy: async () => ({ policy: defaultPolicy }),
    readTelemetry: shareTelemetry(read, streams.clock, readingKept),
    renderer: await openRenderer(flags, streams),
    template: readTemplate("pull-request.md"),
    environment: flags.environment,
    wantsWorkload: filters.wantsWorkload,
    prices: readPrices(flags),
    tuning: () => tuning,
    dryRun: false,
    progress,
  };
}

function readStoreFolder({ store }: ServeFlags, environment: ProcessEnvironment): string {
  const directory = store ?? variable(environment, "OPTPASS_STORE");
  if (directory === undefined)
    throw new UsageError("say where to keep what was delivered and measured: --store DIR (or OPTPASS_STORE)");
  makeNamedFolder("--store", directory);
  return directory;
}

/** Variables whose values are never written to the log, whatever they look like. */
function isSecret(name: string): boolean {
  return (
    /^(?:OPTPASS|GITHUB|AWS)_.*(?:SECRET|TOKEN|KEY|PASSWORD|HEADERS)/.test(name) && !/_FILE$|_ID$/.test(name)
  );
}
