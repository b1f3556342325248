import { formatCanonical, type Quantity, quantity, type Resource } from "../model/index.ts";

// Coarse enough to read and to stay still between passes, fine enough to be within about 6 % of what is wanted.
// Each row: below this amount, steps of that size. Borders are multiples of the steps on both sides, so that more
// demand never rounds to less.
const cpuStepsMilli = [
  [50, 1],
  [200, 5],
  [1000, 10],
  [4000, 50],
  [Infinity, 100],
] as const;

const memorySteps = [
  [128, 4],
  [512, 8],
  [2048, 32],
  [8192, 64],
  [Infinity, 256],
] as const;

/**
 * Rounds an amount (cores, bytes) up to a step that people write, in the style of the text that stands there today or
 * beside it: `500m` or `0.5`, `Mi`, `Gi`, `M` or plain bytes.
 */
export function roundLike(resource: Resource, amount: number, style: string | null): Quantity {
  return resource === "cpu" ? roundCpu(amount, style) : roundMemory(amount, style);
}

function roundCpu(amount: number, style: string | null): Quantity {
  const milli = stepUp(amount * 1000, cpuStepsMilli);
  // "2" says nothing about a taste for decimals; "0.5" does.
  const decimal = style !== null && /^\d*\.\d+$/.test(style);
  if (decimal) return quantity(String(milli / 1000));
  return quantity(formatCanonical(BigInt(milli) * 1_000_000n, "decimal"));
}

function roundMemory(amount: number, style: string | null): Quantity {
  const suffix = style === null ? "Mi" : (/[A-Za-z]+$/.exec(style)?.[0] ?? "");
  if (/^[kMGTPE]$/.test(suffix)) {
    const mega = stepUp(amount / 1e6, memorySteps);
    return quantity(
      suffix === "k" ? `${mega * 1000}k` : formatCanonical(BigInt(mega) * 10n ** 15n, "decimal"),
    );
  }
  const mebi = stepUp(amount / 2 ** 20, memorySteps);
  if (suffix === "Ki") return quantity(`${mebi * 1024}Ki`);
  if (suffix === "") return quantity(String(mebi * 2 ** 20));
  const gibi = suffix !== "Mi" && mebi % 1024 === 0;
  return quantity(gibi ? `${mebi / 1024}Gi` : `${mebi}Mi`);
}

function stepUp(amount: number, table: readonly (readonly [number, number])[]): number {
  // A product such as 0.1 * 1.1 lands a hair above the step it means.
  const wanted = Math.max(0, amount - 1e-9);
  const [, step] = table.find(([below]) => wanted < below) ?? [Infinity, 1];
  return Math.max(step, Math.ceil(wanted / step) * step);
}
