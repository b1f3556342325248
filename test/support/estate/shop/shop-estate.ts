import { instant } from "../../../../src/core/model/index.ts";
import { describeEstate, type EstateOptions } from "../describe-estate.ts";
import type { WorkloadDesign } from "../design.ts";
import type { Estate } from "../estate.ts";
import { batch } from "./batch.ts";
import { payments } from "./payments.ts";
import { platform } from "./platform.ts";
import { platformJava } from "./platform-java.ts";
import { shopFront } from "./shop-front.ts";
import { shopServices } from "./shop-services.ts";
import { shopStaging } from "./shop-staging.ts";

/** Workloads of a small web shop; every character with one that asks for too much and one that asks for too little. */
export const shopDesigns: readonly WorkloadDesign[] = [
  ...shopFront,
  ...shopServices,
  ...shopStaging,
  ...payments,
  ...batch,
  ...platform,
  ...platformJava,
];

/** Monday 2026-03-02 06:00 UTC: fixed, so that the data can be built once and kept. */
export const shopEnd = instant(Date.UTC(2026, 2, 2, 6));

/** The small estate of tests and demo: by default the 14 days before `shopEnd`, scraped every 60 s. */
export function shopEstate(options: Partial<EstateOptions> = {}): Estate {
  return describeEstate(shopDesigns, { end: shopEnd, ...options });
}
