import { parseQuantity, type Quantity, resourceOf, type SettingName } from "../model/index.ts";

// A memory page is 4 KiB: less than one cannot hold a process. `200m` of memory, a fifth of a byte, is the usual slip.
const leastMemoryNanos = 4_096n * 1_000_000_000n;
// The largest machines on sale have fewer than 2,000 cores. `10Mi` of CPU is ten million.
const mostCpuNanos = 10_000n * 1_000_000_000n;

/** Reads an amount that a container can mean; `null` for anything else. */
export function sensibleQuantity(setting: SettingName, text: string): Quantity | null {
  const parsed = parseQuantity(text);
  if (!parsed.ok) return null;
  const { nanos } = parsed.value;
  if (nanos < 0n) return null;
  if (resourceOf(setting) === "cpu") return nanos > mostCpuNanos || /i$/.test(text) ? null : parsed.value;
  return nanos !== 0n && nanos < leastMemoryNanos ? null : parsed.value;
}
