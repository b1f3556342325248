// Takes texts of SLO tools, declared queries, or the metrics that a server has; gives ServiceLevels.
export { parseDeclared } from "./declared.ts";
export { detectLevels, levelMetrics, type ServiceRef } from "./detect.ts";
export type { Parsed } from "./documents.ts";
export { parseOpenSlo } from "./open-slo.ts";
export { parsePyrra } from "./pyrra.ts";
export { parseSloth } from "./sloth.ts";
