import { sep } from "node:path";
export const seen = sep;
