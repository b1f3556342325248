// What GitHub says happened -> jobs on repositories, or why it is nothing to us; jobs <-> the text that is kept of them.
export type { IgnoredBecause, Reading } from "./events/reading.ts";
export { type CommentForm, type Job, jobKey } from "./job.ts";
export { readJob, writeJob } from "./job-text.ts";
export { nextPass, nextPassOrLook } from "./next-pass.ts";
export { readEvent } from "./read-event.ts";
export { mostAttempts, retryDelay, shareOf } from "./retry.ts";
