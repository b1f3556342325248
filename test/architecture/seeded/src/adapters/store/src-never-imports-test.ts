import { outside } from "./seeded.test.ts";
export const seen = outside;
