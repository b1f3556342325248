import { inside } from "../core/analysis/inside.ts";
export const seen = inside;
