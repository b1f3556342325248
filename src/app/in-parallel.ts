/** Runs `work` on every item, at most `limit` at a time, and gives the results in the order of the items. */
export async function inParallel<Item, Output>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Output>,
): Promise<readonly Output[]> {
  const results: Output[] = new Array<Output>(items.length);
  const queue = items.entries();
  const runner = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, runner));
  return results;
}
