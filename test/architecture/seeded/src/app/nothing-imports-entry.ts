import { started } from "../entry/cli/main.ts";
export const seen = started;
