import type { HeapSize } from "../../model/index.ts";
import { unknownSize } from "./stated-size.ts";

const units: Readonly<Record<string, number>> = {
  "": 1,
  B: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** The value of GOMEMLIMIT (pkg.go.dev/runtime): bytes with a unit, or `off`, which is the default. */
export function readGoLimit(value: string): HeapSize {
  if (value === "" || value === "off") return { kind: "default" };
  const [, digits = "", unit = ""] = /^(\d{1,18})(B|KiB|MiB|GiB|TiB)?$/.exec(value) ?? [];
  const bytes = digits === "" ? Number.NaN : Number(digits) * (units[unit] ?? Number.NaN);
  return bytes > 0 ? { kind: "bytes", bytes } : unknownSize;
}

/** The value of AUTOMEMLIMIT: which share of the container's limit KimMachineGun/automemlimit makes GOMEMLIMIT. */
export function readAutoLimit(value: string): HeapSize {
  if (value === "off") return { kind: "default" };
  const share = /^[01]?\.?\d{1,6}$/.test(value) ? Number(value) : Number.NaN;
  return share > 0 && share <= 1 ? { kind: "share", share } : unknownSize;
}
