import { explainRefusal, numberOf, type Refusal } from "../../core/model/index.ts";

/** A command that changes one thing would not change it safely: exit code 4. `message` is one line. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";

  constructor(refusal: Refusal) {
    super(`${numberOf(refusal)} ${refusal.code}: ${explainRefusal(refusal)}`);
  }
}
