// Takes a window and a server's answers; gives the questions to ask it and, per container, Evidence with a stated quality.
export * from "./assemble.ts";
export * from "./container-state.ts";
export * from "./namespace-recorder.ts";
export * from "./owners.ts";
export * from "./promql/index.ts";
export * from "./questions.ts";
export * from "./series-tails.ts";
export * from "./snapshot.ts";
export * from "./telemetry.ts";
