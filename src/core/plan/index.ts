// Takes placed Recommendations; gives ChangePlans, one per decision unit, the most useful first.
export { changeId } from "./change-id.ts";
export { planChanges } from "./plan-changes.ts";
