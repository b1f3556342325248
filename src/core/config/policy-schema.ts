import { z } from "zod";
import { duration, groupings, historyRange } from "../model/index.ts";
import {
  cronField,
  dateOrTimeField,
  durationField,
  globField,
  nameField,
  percentField,
  textField,
  timeZoneField,
} from "./fields.ts";
import { labelsField, modeField, ruleField, tuningFields } from "./rule-schema.ts";

// The one source of the configuration: what may be written, what holds without it, and the words of its documentation.
// Defaults are written as people would write them, so that they can be printed, merged and published as they are.

const crons = z.array(cronField).max(20);
const scope = z.array(globField).max(200);
const year = duration(1, "y");

/** Every key that may be set for a repository, with what it is without anybody. */
const settingsShape = {
  mode: modeField.prefault("pr"),
  source: nameField
    .nullable()
    .describe("Name of a data source of the operator; `null`: the only one there is.")
    .prefault(null),
  window: durationField(historyRange.least, historyRange.most)
    .describe("How much history is read, 2d to 90d.")
    .prefault("14d"),
  grouping: z
    .enum(groupings)
    .describe("What goes into one pull request together. A revert undoes all of it.")
    .prefault("workload"),
  limits: z
    .strictObject({
      open: z.int().min(0).max(100).describe("Pull requests open at the same time.").prefault(3),
      openedAnHour: z.int().min(0).max(100).describe("Pull requests opened within an hour.").prefault(1),
      extraForSafety: z
        .int()
        .min(0)
        .max(100)
        .describe(
          "How far pull requests for what a workload is short of may go beyond `open` and `openedAnHour`.",
        )
        .prefault(2),
      inFlight: z
        .int()
        .min(1)
        .max(100)
        .describe("Changes that are merged and not verified yet, per namespace and cluster.")
        .prefault(1),
    })
    .describe(
      "How much at once. What a workload is short of goes first, and what a person asked for is not held back.",
    )
    .prefault({}),
  timeZone: timeZoneField
    .describe("IANA time zone of `schedule`, `openDuring` and dates without a time.")
    .prefault("UTC"),
  schedule: crons
    .min(1)
    .describe("When passes begin: cron expressions of five fields.")
    .prefault(["0 5 * * *"]),
  openDuring: crons
    .min(1)
    .nullable()
    .describe(
      "When pull requests may be opened and updated: a minute that one of these cron expressions names. `null`: at any time.",
    )
    .prefault(null),
  freezes: z
    .array(
      z.strictObject({
        from: dateOrTimeField.describe("A date, or a time with its offset."),
        to: dateOrTimeField.describe("The same; of a date, its end."),
        reason: textField(200).describe("Why, for people."),
      }),
    )
    .max(100)
    .describe("Times in which nothing is opened, updated or merged, but for safety. They add up.")
    .prefault([]),
  updates: z
    .strictObject({
      deadBand: percentField(0, 1)
        .describe("A smaller move of a proposed value is no reason to push.")
        .prefault("10%"),
      approvedDeadBand: percentField(0, 1)
        .describe("The same for a pull request that is approved.")
        .prefault("25%"),
      evaluations: z
        .int()
        .min(1)
        .max(30)
        .describe("Evaluations in a row that must want the move.")
        .prefault(3),
    })
    .describe("When an open pull request is pushed to.")
    .prefault({}),
  rejections: z
    .strictObject({
      lasts: durationField(duration(1, "d"), year)
        .describe("How long a closed pull request silences proposals like it.")
        .prefault("90d"),
      within: percentField(0, 1)
        .describe("Like it: in the same direction, and within this share of the value.")
        .prefault("20%"),
    })
    .describe("What a closed pull request means.")
    .prefault({}),
  pullRequests: z
    .strictObject({
      draft: z.boolean().describe("Open them as drafts.").prefault(false),
      labels: labelsField.prefault(["optpass"]),
      semanticCommits: z
        .enum(["auto", "always", "never"])
        .describe("Titles such as `fix(payments): ...`; `auto`: where most commits have them.")
        .prefault("auto"),
      reopenWithin: durationField(duration(1, "h"), year)
        .describe("A closed one that is wanted again is reopened within this time.")
        .prefault("7d"),
    })
    .describe("How pull requests look.")
    .prefault({}),
  dashboard: z
    .strictObject({ title: textField(200).describe("Title of the issue.").prefault("OptPass dashboard") })
    .nullable()
    .describe("The issue that shows everything; `null`: none.")
    .prefault({}),
  tuning: z
    .strictObject({
      risk: tuningFields.risk.prefault("1%"),
      cpuLimits: tuningFields.cpuLimits.prefault("keep"),
      memoryLimits: tuningFields.memoryLimits.prefault("equal"),
      minimumSaving: tuningFields.minimumSaving.prefault(null),
    })
    .describe("How values are chosen.")
    .prefault({}),
  paths: z
    .strictObject({
      include: scope.describe("Files that may be edited; none: all.").prefault([]),
      exclude: scope.describe("Files that may not be.").prefault([]),
    })
    .describe("Which files may be edited, as patterns of paths from the root of the repository.")
    .prefault({}),
  rules: z
    .array(ruleField)
    .max(200)
    .describe("What holds for some targets. The last rule that matches wins, key by key; they add up.")
    .prefault([]),
};

/** The settings without what makes them a file of their own. */
export const settingsSchema = z.strictObject(settingsShape);

/** `.github/optpass.yml`, and whatever it extends. */
export const repositorySchema = z
  .strictObject({
    $schema: z.string().max(500).optional().describe("Where editors find this schema."),
    version: z.literal(1).describe("Version of this format."),
    extends: z
      .array(z.string().max(300))
      .max(10)
      .describe(
        "Presets below this file, later ones over earlier ones: `optpass:conservative`, `optpass:balanced`, `optpass:observe`, or a file of the same owner, `OWNER/REPO:PATH@REF`.",
      )
      .optional(),
    ...settingsShape,
  })
  .describe("Configuration of OptPass for one repository.");

export type ParsedSettings = z.output<typeof settingsSchema>;
