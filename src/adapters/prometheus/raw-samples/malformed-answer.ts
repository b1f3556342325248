/** Bytes are not what the protocol documents. The message completes "the answer ...". */
export class MalformedAnswer extends Error {
  /** Readable text that stands where bytes should be: a server that fails on the way says why there. */
  readonly text: string | null;

  constructor(message: string, text: string | null = null) {
    super(message);
    this.text = text;
  }
}
