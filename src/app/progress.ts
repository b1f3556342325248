/** Tells a waiting person how far a long step has come. */
export type Progress = (report: {
  readonly step: string;
  readonly done: number;
  readonly of: number;
  readonly detail: string;
}) => void;
