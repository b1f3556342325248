import * as z from "zod";
import { settingNames } from "../model/index.ts";

/** A RecordedSetting as it is stored in bodies, events and histories. */
export const StoredSetting = z.object({
  workload: z.string().exactOptional(),
  container: z.string(),
  setting: z.enum(settingNames),
  file: z.string(),
  path: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  class: z.literal("safety").exactOptional(),
});
