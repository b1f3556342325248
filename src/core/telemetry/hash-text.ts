const [firstFactor, secondFactor] = [2654435761, 1597334677];

/**
 * A number that stands for a text, 53 bits of it (cyrb53, public domain): two of a hundred thousand texts share one
 * with a chance of less than one in a million. For keys that would be long, never against someone who tries.
 */
export function hashText(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, firstFactor);
    low = Math.imul(low ^ code, secondFactor);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 2 ** 32 * (low & 0x1fffff) + (high >>> 0);
}
