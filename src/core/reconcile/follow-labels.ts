import { type Followed, isSettled, type Outcome } from "../model/index.ts";

const labelOf: Readonly<Record<Outcome, string>> = {
  verified: "optpass:verified",
  regressed: "optpass:regressed",
  inconclusive: "optpass:inconclusive",
  "not-live": "optpass:not-live",
};
const verifying = "optpass:verifying";
const all = [verifying, ...Object.values(labelOf)];

/** The one label that says where a merged change stands, and those of them that are there and do not hold. */
export function followLabels(
  followed: Followed,
  present: readonly string[],
): { readonly add: readonly string[]; readonly remove: readonly string[] } {
  const { look } = followed;
  const wanted = look !== undefined && isSettled(followed) ? labelOf[look.outcome] : verifying;
  return {
    add: present.includes(wanted) ? [] : [wanted],
    remove: all.filter((label) => label !== wanted && present.includes(label)),
  };
}
