import { z } from "zod";

/** What every answer of the API is wrapped in. */
const Envelope = z.object({
  status: z.enum(["success", "error"]),
  data: z.unknown().optional(),
  errorType: z.string().optional(),
  error: z.string().optional(),
  warnings: z.array(z.string()).nullish(),
  infos: z.array(z.string()).nullish(),
  /** VictoriaMetrics in a cluster: some of its storage did not answer. */
  isPartial: z.boolean().nullish(),
});

export type Envelope = z.infer<typeof Envelope>;

/** The envelope in a body, or `null` where the body is something else. */
export function readEnvelope(text: string): Envelope | null {
  try {
    const parsed = Envelope.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
