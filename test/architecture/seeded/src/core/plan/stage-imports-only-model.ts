import { inside } from "../analysis/index.ts";
import type { Noun } from "../model/index.ts";
export const seen: Noun = { name: String(inside) };
