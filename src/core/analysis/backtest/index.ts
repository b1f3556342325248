// Takes usage by the day; gives a value that was tried on the past, and how it did there.
export * from "./calibrate.ts";
export * from "./rules.ts";
export * from "./walk-forward.ts";
