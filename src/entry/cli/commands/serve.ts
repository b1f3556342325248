import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { readTemplate } from "../../../adapters/system/template.ts";
import type { TendSettings } from "../../../app/open-repository.ts";
import { readConfiguration } from "../../../app/read-configuration.ts";
import { shareTelemetry } from "../../../app/share-telemetry.ts";
import { type ReadShared, readOrganisation, rememberFiles } from "../../../app/shared-files.ts";
import {
  chooseSource,
  configFileNames,
  findConfig,
  type OperatorConfig,
  readOperatorConfig,
} from "../../../core/config/index.ts";
import { duration, formatDuration } from "../../../core/model/index.ts";
import { startingConfig } from "../../../core/onboard/index.ts";
import { PortError } from "../../../ports/port-error.ts";
import { configurationError, readNamedFile } from "../options/configuration.ts";
import { identifyDataSource, openDataSource } from "../options/data-source.ts";
import { variable } from "../options/environment.ts";
import { readFilters } from "../options/filters.ts";
import {
  githubUrlOption,
  openSeal,
  readAppCredentials,
  readGitHubLimits,
  readGitHubUrl,
} from "../options/github-flags.ts";
import { openRenderer, type RendererFlags } from "../options/open-renderer.ts";
import { addPrometheusOptions } from "../options/prometheus-flags.ts";
import { type PriceFlags, readPrices } from "../options/read-prices.ts";
import { readWindow } from "../options/read-window.ts";
import { addServerOptions, readServerOptions, type ServerFlags } from "../options/server-flags.ts";
import { addStoreOption, openStoreFor, requireStore } from "../options/store-flag.ts";
import type { Streams } from "../streams.ts";
import { addPriceOptions, addRepositoryOptions, addScopeOptions } from "./common-options.ts";
import { readOpened, readTelemetry, type TelemetryFlags } from "./read-telemetry.ts";

interface ServeFlags extends Omit<TelemetryFlags, "window">, PriceFlags, RendererFlags, ServerFlags {
  readonly window?: string | undefined;
  readonly config?: string | undefined;
  readonly githubUrl?: string | undefined;
  readonly workload: readonly string[];
  readonly environment?: string | undefined;
}

export function serveCommand(streams: Streams): CommandUnknownOpts {
  const command = new Command("serve")
    .description("run as a GitHub App: take webhooks, and keep pull requests up to date by the clock")
    .addOption(githubUrlOption())
    .addOption(
      new Option(
        "--config <file>",
        "the operator's configuration: data sources, bounds, repositories (or OPTPASS_CONFIG)",
      ),
    )
    .addHelpText(
      "after",
      `
Credentials come from the environment: OPTPASS_APP_ID with OPTPASS_APP_PRIVATE_KEY_FILE, and OPTPASS_WEBHOOK_SECRET
(OPTPASS_WEBHOOK_SECRET_OLD is taken as well, while the secret is changed).
Deliveries go to /api/github/webhooks; /healthz, /readyz and /metrics tell how it is. SIGTERM ends it gently.`,
    );
  return addServerOptions(
    addStoreOption(addPrometheusOptions(addPriceOptions(addRepositoryOptions(addScopeOptions(command))))),
  ).action((flags) => serve(flags, streams));
}

// Repositories that are looked at in the same minutes read the same metrics.
const readingKept = duration(10, "m");

async function serve(flags: ServeFlags, streams: Streams): Promise<void> {
  const { environment, clock, stdout } = streams;
  const options = readServerOptions(flags, environment);
  const { appId, privateKey } = readAppCredentials(environment);
  const { url: githubUrl, apiUrl: baseUrl } = await readGitHubUrl(flags.githubUrl, environment);
  const store = requireStore(flags, environment);
  const operator = readOperator(flags, streams);
  const tend = await tendSettings(flags, operator, streams);
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
    ],
  });
  await new Promise<void>((resolve) => streams.onStop(resolve));
  await server.stop();
}

function readOperator(flags: ServeFlags, streams: Streams): OperatorConfig | null {
  const file = flags.config ?? variable(streams.environment, "OPTPASS_CONFIG");
  if (file === undefined) return null;
  const operator = readOperatorConfig({ file, text: readNamedFile("--config", file) });
  if (operator.ok) return operator.value;
  throw configurationError(operator.error, streams);
}

/** Everything about tending a repository that is the same for all of them. */
async function tendSettings(
  flags: ServeFlags,
  operator: OperatorConfig | null,
  streams: Streams,
): Promise<Omit<TendSettings, "nextPass">> {
  const filters = readFilters(flags.namespace, flags.workload);
  const readPreset = await sharedFiles(flags, streams);
  return {
    readConfiguration: async (files, { fullName }) =>
      readConfiguration({
        found: findConfig(files),
        organisation: await readOrganisation(fullName, readPreset),
        owner: fullName.split("/")[0] ?? null,
        readPreset,
        operator,
      }),
    readTelemetry: telemetryReader(flags, operator, streams),
    renderer: await openRenderer(flags, streams),
    environment: flags.environment,
    wantsWorkload: filters.wantsWorkload,
    prices: readPrices(flags),
    progress: () => {},
    templates: {
      pullRequest: readTemplate("pull-request.md"),
      dashboard: readTemplate("dashboard.md"),
      onboarding: readTemplate("onboarding.md"),
      check: { summary: readTemplate("check-summary.md"), evidence: readTemplate("check-evidence.md") },
    },
    startingConfig: {
      path: configFileNames[0] ?? "",
      text: startingConfig({ sources: operator?.sources.map(({ name }) => name) ?? [] }),
    },
    stopped: operator?.stopped ?? null,
    seal: openSeal(streams.environment),
    clock: streams.clock,
  };
}

/** Files of other repositories of the same owner, where the app may see them. */
async function sharedFiles(flags: ServeFlags, { environment, clock }: Streams): Promise<ReadShared> {
  const { url } = await readGitHubUrl(flags.githubUrl, environment);
  const auth = { kind: "app", ...readAppCredentials(environment) } as const;
  const { readGitHubFile } = await import("../../../adapters/github/index.ts");
  const read: ReadShared = ({ owner, repository, path, ref }) =>
    readGitHubFile(
      { repository: `${owner}/${repository}`, auth, ...(url === undefined ? {} : { baseUrl: url }) },
      path,
      ref,
    );
  return rememberFiles(read, clock, readingKept);
}

/** Reads the source that a policy names: of the operator's file, or the one of the flags. */
function telemetryReader(
  flags: ServeFlags,
  operator: OperatorConfig | null,
  streams: Streams,
): TendSettings["readTelemetry"] {
  const filters = readFilters(flags.namespace, flags.workload);
  const share = shareTelemetry(streams.clock, readingKept);
  const progress = () => {};
  return ({ source: name, window: length }, { fullName }) => {
    const window = flags.window ?? formatDuration(length);
    if (operator === null) {
      return share(window, () => readTelemetry({ ...flags, window }, filters, streams, progress));
    }
    const chosen = chooseSource(operator, name, fullName);
    if (!chosen.ok) throw new PortError("metrics-source", "rejected", chosen.error);
    return share(`${chosen.value.name} ${window}`, async () => {
      const now = streams.clock.now();
      const folder = await openStoreFor(identifyDataSource(chosen.value), flags, streams.environment);
      return readOpened(openDataSource(chosen.value, streams.environment), folder, {
        window: readWindow(window, flags.at, now),
        ...{ now, progress, asked: flags.namespace, wantsNamespace: filters.wantsNamespace },
      });
    });
  };
}

/** Variables whose values are never written to the log, whatever they look like. */
function isSecret(name: string): boolean {
  return (
    /^(?:OPTPASS|GITHUB|AWS)_.*(?:SECRET|TOKEN|KEY|PASSWORD|HEADERS)/.test(name) && !/_FILE$|_ID$/.test(name)
  );
}
