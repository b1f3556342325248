import { z } from "zod";
import { duration, riskRange } from "../model/index.ts";
import { durationField, globField, nameField, percentField, quantityField, textField } from "./fields.ts";
import { settingsSchema } from "./policy-schema.ts";
import { modeField } from "./rule-schema.ts";

/** A secret is never written in the file: it says where the server finds it. */
const secret = z
  .union([z.strictObject({ env: variableName() }), z.strictObject({ file: textField(500) })], {
    error: "say where the secret is, as `{ env: NAME }` or `{ file: PATH }`; it is never written here",
  })
  .describe("`{ env: NAME }` or `{ file: PATH }`; a file is read again for every use.");

const source = z
  .strictObject({
    url: z
      .string()
      .max(2000)
      .refine((text) => /^https?:\/\/[^\s@]+$/.test(text), {
        error: "is no http or https address without credentials",
      })
      .describe("Address of the Prometheus-compatible HTTP API."),
    auth: z
      .strictObject({
        bearer: secret.optional().describe("A bearer token."),
        basic: z
          .strictObject({ username: textField(200), password: secret })
          .optional()
          .describe("User name and password."),
        sigv4: z
          .strictObject({ region: textField(60).describe("Region, such as eu-west-1.") })
          .optional()
          .describe("Signature Version 4 of AWS, with the credentials that its own tools would take."),
      })
      .refine((ways) => Object.keys(ways).length <= 1, {
        error: "names more than one way; leave one of them",
      })
      .optional()
      .describe("Who asks: one of these ways."),
    headers: z
      .record(
        headerName(),
        z
          .string()
          .max(2000)
          .regex(/^[\t\x20-\x7e]*$/, "is no value of a header"),
      )
      .optional()
      .describe("Headers of every request, such as the tenant: `X-Scope-OrgID: team-a`."),
    secretHeaders: z.record(headerName(), secret).optional().describe("Headers that nobody should see."),
    tls: z
      .strictObject({
        ca: textField(500).optional().describe("Authorities to trust, a PEM file."),
        cert: textField(500).optional().describe("Client certificate, a PEM file."),
        key: textField(500).optional().describe("Its key, a PEM file."),
        insecure: z.boolean().optional().describe("Accept any certificate."),
      })
      .optional()
      .describe("Certificates."),
    selector: textField(1000).optional().describe('Narrows every query, for example `{cluster="eu"}`.'),
    limits: z
      .strictObject({
        timeout: durationField(duration(1, "s"), duration(1, "h"))
          .optional()
          .describe("Longest time for one request."),
        concurrency: z.int().min(1).max(64).optional().describe("Requests at the same time."),
        samples: z.int().min(1000).max(50_000_000).optional().describe("Samples of one query."),
        series: z.int().min(100).max(10_000_000).optional().describe("Series of one request for samples."),
        bytes: quantityField.optional().describe("Longest answer, unpacked, such as 256Mi."),
      })
      .optional()
      .describe("Bounds that protect the source and the memory of the server."),
    repositories: z
      .array(globField)
      .min(1)
      .optional()
      .describe("Who may choose it, as patterns of OWNER/REPO; without it, every repository."),
  })
  .describe("One data source.");

/** `optpass-server.yml`. */
export const operatorSchema = z
  .strictObject({
    $schema: z.string().max(500).optional().describe("Where editors find this schema."),
    version: z.literal(1).describe("Version of this format."),
    repositories: z
      .array(globField)
      .min(1)
      .max(1000)
      .describe("Which repositories are worked on, as patterns of OWNER/REPO. A `!` excludes."),
    sources: z
      .record(nameField, source)
      .describe("Data sources by the name that repositories choose them by."),
    stopped: z
      .strictObject({ reason: textField(500).describe("Why, for people.") })
      .nullable()
      .describe("The kill switch: nothing is written anywhere as long as it is set.")
      .prefault(null),
    bounds: z
      .strictObject({
        mode: modeField.describe("How far any repository may go.").prefault("pr"),
        risk: percentField(riskRange.least, riskRange.most)
          .describe("Highest risk of any repository.")
          .prefault("20%"),
        open: z.int().min(0).max(100).describe("Most open pull requests of a repository.").prefault(100),
        openedAnHour: z.int().min(0).max(100).describe("Most opened within an hour.").prefault(100),
        extraForSafety: z
          .int()
          .min(0)
          .max(100)
          .describe("Most beyond these for what a workload is short of.")
          .prefault(100),
        inFlight: z
          .int()
          .min(1)
          .max(100)
          .describe("Most that are merged and not verified yet.")
          .prefault(100),
        autoMerge: z.boolean().describe("Whether rules may merge by themselves.").prefault(false),
        paths: z
          .array(globField)
          .max(200)
          .describe("Files that may be edited, whatever a repository says; none: all.")
          .prefault([]),
      })
      .describe("What repositories and organisations can only tighten.")
      .prefault({}),
    defaults: settingsSchema
      .optional()
      .describe("Settings below those of organisations and repositories: all keys of a repository's file."),
    force: settingsSchema.optional().describe("Settings over those of organisations and repositories."),
  })
  .describe("Configuration of the OptPass server.");

function variableName() {
  return z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,100}$/, "is no name of a variable");
}

function headerName() {
  return z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_|~-]{1,100}$/, "is no name of a header");
}
