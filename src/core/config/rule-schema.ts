import { z } from "zod";
import { limitPolicies, modes, resourceOf, riskRange, settingNames, workloadKinds } from "../model/index.ts";
import { globField, percentField, quantityField, textField } from "./fields.ts";

const globs = z.array(globField).min(1, "is an empty list, which would match nothing").max(100);

/** The dials of the tuners, each of which a rule may set for some targets. */
export const tuningFields = {
  risk: percentField(riskRange.least, riskRange.most).describe(
    "Share of the time that usage may exceed the CPU request.",
  ),
  cpuLimits: z
    .enum(limitPolicies.cpu)
    .describe("How an existing CPU limit follows its request; it is never lowered, and goes with `none`."),
  memoryLimits: z.enum(limitPolicies.memory).describe("How an existing memory limit follows its request."),
  minimumSaving: z
    .number()
    .min(0)
    .max(1_000_000)
    .nullable()
    .describe(
      "What lowering a setting must save a month, where prices are known; `null`: no amount of money.",
    ),
};

export const modeField = z
  .enum(modes)
  .describe(
    "How far it may go: `observe` writes nothing, `dashboard` keeps one issue, `pr` opens pull requests.",
  );

export const labelsField = z
  // What GitHub takes for the name of a label.
  .array(textField(50).refine((name) => !name.includes(","), "holds a comma"))
  .max(20)
  .describe("Labels of its pull requests.");

const match = z
  .strictObject({
    paths: globs.optional().describe("Files that set the value."),
    kinds: z.array(z.enum(workloadKinds)).min(1).optional().describe("Kinds of workloads."),
    namespaces: globs.optional().describe("Namespaces."),
    clusters: globs.optional().describe("Values of the `cluster` label of the metrics."),
    workloads: globs.optional().describe("Names of workloads."),
    containers: globs.optional().describe("Names of containers."),
    settings: z.array(z.enum(settingNames)).min(1).optional().describe("Settings."),
    direction: z.enum(["raise", "lower"]).optional().describe("Whether the value goes up or down."),
    environments: globs.optional().describe("Names of environments, as `optpass locate` prints them."),
  })
  .describe(
    "What it is about: every key that is there must match. Within a key one pattern must, and none of those behind a `!`; what is not known of a target matches nothing.",
  );

const effect = z
  .strictObject({
    enabled: z.boolean().optional().describe("`false`: nothing is proposed."),
    mode: modeField.optional().describe("Less than the mode of the repository: the change goes no further."),
    tuning: z.strictObject(tuningFields).partial().optional().describe("As at the top level."),
    floor: quantityField.optional().describe("What is proposed is never less."),
    ceiling: quantityField.optional().describe("What would have to be more is refused."),
    labels: labelsField.optional().describe("Further labels of its pull requests."),
    autoMerge: z
      .boolean()
      .optional()
      .describe("Whether a pull request is merged once its checks pass, if all of its values may be."),
  })
  .describe("What holds for it.");

export const ruleField = z
  .strictObject({
    name: textField(100).optional().describe("What people call it; where it stands, without one."),
    match,
    set: effect,
  })
  .superRefine(({ match, set }, context) => {
    const wrong = (key: string, message: string): void => {
      context.addIssue({ code: "custom", path: ["set", key], message });
    };
    if (Object.keys(set).length === 0)
      context.addIssue({ code: "custom", path: ["set"], message: "is empty, so the rule would do nothing" });
    if (set.tuning !== undefined && (match.settings !== undefined || match.direction !== undefined))
      wrong("tuning", "is chosen before there is a value: leave `settings` and `direction` out of `match`");
    const resources = new Set((match.settings ?? []).map(resourceOf));
    for (const bound of ["floor", "ceiling"] as const) {
      if (set[bound] === undefined) continue;
      if (resources.size !== 1)
        wrong(bound, "bounds CPU or memory: say which, with `settings` of one of them in `match`");
      else if (match.direction !== undefined)
        wrong(bound, "applies before it is known whether a value goes up: leave `direction` out of `match`");
    }
  });
