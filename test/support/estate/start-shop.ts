import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatInstant } from "../../../src/core/model/index.ts";
import { startPrometheus } from "../prometheus/start-prometheus.ts";
import { copyEstateData, ensureEstateData, keepBlocksFlags } from "./ensure-estate-data.ts";
import { shopEnd, shopEstate } from "./shop/shop-estate.ts";

export interface Shop {
  readonly url: string;
  /** When its data ends, as `--at` wants it. */
  readonly at: string;
  stop(): Promise<void>;
}

/** A real Prometheus that holds two weeks of the named shop estate, on data of its own. */
export async function startShop(): Promise<Shop> {
  const folder = await mkdtemp(join(tmpdir(), "optpass-shop-"));
  await copyEstateData(await ensureEstateData(shopEstate()), folder);
  const server = await startPrometheus({ dataDirectory: folder, flags: [...keepBlocksFlags] });
  return {
    url: server.url,
    at: formatInstant(shopEnd),
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
