import { Argument, Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { type Rebuilt, rebuildRecords } from "../../../app/rebuild-records.ts";
import { githubUrlOption, openGitHub, openSeal } from "../options/github-flags.ts";
import { addStoreOption, openLog } from "../options/store-flag.ts";
import type { Streams } from "../streams.ts";

export function rebuildCommand(streams: Streams): CommandUnknownOpts {
  const command = new Command("rebuild")
    .description("write down again what GitHub still shows of a repository, after the store was lost")
    .addArgument(new Argument("<owner/repo...>", "repositories on GitHub"))
    .addOption(githubUrlOption())
    .addHelpText(
      "after",
      "\nCredentials come from the environment, as with `optpass run`. It reads from GitHub only.",
    );
  return addStoreOption(command).action(async (repositories, flags) => {
    const { environment, clock, stdout, stderr } = streams;
    const log = await openLog(flags, environment);
    try {
      for (const name of repositories) {
        const github = await openGitHub(name, flags.githubUrl, environment, (seconds, why) => {
          stderr.write(`${why}: waiting ${Math.ceil(seconds)} seconds.\n`);
        });
        const parts = { log, repository: name.toLowerCase(), seal: openSeal(environment), clock };
        stdout.write(describe(name, await rebuildRecords(parts, github.host, github.conversation)));
      }
      stdout.write(lost);
    } finally {
      await log.close();
    }
  });
}

function describe(name: string, { recorded, unreadable, pausedBy }: Rebuilt): string {
  return [
    `${name}: ${recorded} pull requests are recorded as GitHub shows them.`,
    ...(unreadable === 0
      ? []
      : [
          `  ${unreadable} do not tell any more what they proposed: neither their text nor their commit is ours.`,
        ]),
    ...(pausedBy === null ? [] : [`  It is paused by ${pausedBy}.`]),
    "",
  ].join("\n");
}

/** In docs/store.md, too. */
const lost = `What GitHub does not show, and is not recorded any more:
  - what was measured before each proposal, and values that an update replaced
  - who held, edited or reopened a pull request, and when: what holds is recorded as found now
  - commands and boxes, but for what came of them
Metrics are read again, and passes are planned again, by themselves.
`;
