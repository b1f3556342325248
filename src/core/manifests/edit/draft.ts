import type { FieldName } from "../../model/index.ts";
import type { Edit } from "./edit.ts";

/** A value to write. */
export interface Addition<Name extends FieldName = FieldName> {
  readonly setting: Name;
  /** `null` unsets what is below. */
  readonly value: string | null;
  /** Names the container, or the object of a count, in the marks of the edit. */
  readonly container: string;
}

/** Text under construction that remembers where the values are. */
export class Draft {
  #text = "";
  readonly #marks: Edit["marks"][number][] = [];

  add(text: string): void {
    this.#text += text;
  }

  addValue({ setting, container }: Addition, text: string): void {
    this.#marks.push({ setting, container, at: this.#text.length });
    this.#text += text;
  }

  edit(start: number, end: number): Edit {
    return { start, end, text: this.#text, marks: this.#marks };
  }
}
