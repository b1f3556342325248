import { createRecorder } from "../../../app/create-recorder.ts";
import { noRecorder, type Recorder } from "../../../app/recorder.ts";
import type { Streams } from "../streams.ts";
import { openSeal } from "./github-flags.ts";
import { readStore, type StoreFlags } from "./store-flag.ts";

/** Where there is a store, it is written down what a run does and finds. Throws a PortError. */
export async function openRecorder(
  repository: string,
  flags: StoreFlags,
  { environment, clock }: Streams,
): Promise<{ readonly recorder: Recorder; close(): Promise<void> }> {
  const place = readStore(flags, environment);
  if (place === null) return { recorder: noRecorder, close: async () => {} };
  const { openEventLog } = await import("../../../adapters/store/index.ts");
  const log = await openEventLog(place.location);
  const seal = openSeal(environment);
  const recorder = createRecorder({ log, repository: repository.toLowerCase(), seal, clock });
  return { recorder, close: () => log.close() };
}
