// Takes a ChangeRecord, what people said about one, or what is seen of one; gives its stored text, and back, and the
// events and the current record that follow.
export {
  type ChangeHistory,
  newestOf,
  noHistory,
  type PullRequestHistory,
  withEvent,
} from "./change-history.ts";
export { describeHappening } from "./describe-event.ts";
export { readHappening, writeHappening } from "./event-text.ts";
export { readHistory, writeHistory } from "./history-text.ts";
export { readMetadata, replaceMetadata, writeMetadata } from "./metadata.ts";
export { type GivenOrder, orderEvents, pauseEvents } from "./order-events.ts";
export { carryPause, type Pause, putPause, readPause } from "./pause.ts";
export { rollbackEvents } from "./rollback-events.ts";
export {
  evidenceId,
  isNewlyEnded,
  type Recorded,
  type SeenPullRequest,
  seenEvents,
} from "./seen-events.ts";
export {
  carrySilences,
  putSilences,
  readSilences,
  withSilence,
} from "./silence.ts";
