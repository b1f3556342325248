import type { RangeSeries } from "../model/index.ts";

/**
 * Leaves one scrape of each container: where the kubelet and a second agent (or two agents) export the same
 * container, counting both would double it. The kubelet's own job wins, else the first by name. Restarts stay: they
 * are series of one job that differ in `id`.
 */
export function oneScrapeJob(page: readonly RangeSeries[]): readonly RangeSeries[] {
  const chosen = new Map<string, string>();
  for (const { labels } of page) {
    const key = containerKeyOf(labels);
    const job = labels["job"] ?? "";
    const best = chosen.get(key);
    if (best === undefined || rank(job) < rank(best)) chosen.set(key, job);
  }
  return page.filter(({ labels }) => chosen.get(containerKeyOf(labels)) === (labels["job"] ?? ""));
}

function containerKeyOf(labels: RangeSeries["labels"]): string {
  const { cluster = "", namespace = "", pod = "", container = "" } = labels;
  return `${cluster}/${namespace}/${pod}/${container}`;
}

function rank(job: string): string {
  return job === "kubelet" ? "" : `1${job}`;
}
