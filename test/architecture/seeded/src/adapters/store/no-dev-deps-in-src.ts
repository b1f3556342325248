import { test } from "fast-check";
export const seen = test;
