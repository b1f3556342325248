import { inside } from "../core/analysis/index.ts";
export const seen = inside;
