import { other } from "../store/other.ts";
export const seen = other;
