import { sentinelOf } from "../sentinel.ts";
import { isFilledInLater, type ValueRole } from "./value-role.ts";
import type { SentinelStyle } from "./value-sentinel.ts";

/** The text of a sentinel, as a render shows it and as values have it. */
export interface SentinelText {
  readonly text: string;
  readonly yaml: string;
}

// Helm reads numbers as floating point and writes those from a million up as 1e+06, so lookalikes stay below. Counts
// stay small, because a chart may make an object for each replica; the least ones are below the most ones, because
// charts compare them.
const ranges: Readonly<Record<ValueRole, readonly [number, number]>> = {
  cpu: [1013, 99_999],
  memory: [1013, 99_999],
  "least-replicas": [101, 199],
  replicas: [201, 499],
  "most-replicas": [501, 999],
  seconds: [201, 499],
  target: [11, 97],
};

/** Hands out texts that are in none of the given ones, each once. */
export class SentinelTexts {
  readonly #taken = new Set<string>();
  readonly #next = new Map<ValueRole, number>();
  #id = 0;

  constructor(texts: Iterable<string>) {
    for (const text of texts) for (const [digits] of text.matchAll(/\d{3,5}/g)) this.#taken.add(digits);
  }

  /** `null` when all numbers that the role allows are used. `written` is the value that it stands for, as YAML. */
  make(role: ValueRole, style: SentinelStyle, written: string | null): SentinelText | null {
    const isAmount = role === "cpu" || role === "memory";
    if (isAmount && style === "quantity") {
      const text = sentinelOf(this.#id++);
      return { text, yaml: JSON.stringify(text) };
    }
    const number = this.#number(role);
    if (number === null) return null;
    const quoted = written?.startsWith('"') === true;
    const bare = quoted ? written.slice(1, -1) : written;
    if (bare === null || isFilledInLater(bare)) {
      const text = `${number}${role === "cpu" ? "m" : role === "memory" ? "Mi" : ""}`;
      return { text, yaml: text };
    }
    const text = isAmount ? bare.replace(/^[+-]?(?:\d+|(?=\.))(?:e\d+$)?/i, String(number)) : String(number);
    return { text, yaml: quoted ? JSON.stringify(text) : text };
  }

  #number(role: ValueRole): number | null {
    const [first, last] = ranges[role];
    let number = this.#next.get(role) ?? first;
    // Per cent are too few to avoid what is written; they are told apart by where they are rendered.
    while (number <= last && last > 100 && this.#taken.has(String(number))) number += 2;
    if (number > last) return null;
    this.#next.set(role, number + 2);
    this.#taken.add(String(number));
    return number;
  }
}
