export interface Once<T> {
  (): Promise<T>;
  /** The answer came in another way. */
  know(value: T): void;
}

/** Asks once and remembers the answer, but not a failure. */
export function once<T>(ask: () => Promise<T>): Once<T> {
  let answer: Promise<T> | null = null;
  const remembered = (): Promise<T> => {
    answer ??= ask().catch((error: unknown) => {
      answer = null;
      throw error;
    });
    return answer;
  };
  return Object.assign(remembered, {
    know: (value: T): void => {
      answer = Promise.resolve(value);
    },
  });
}
