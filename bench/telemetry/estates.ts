import { describeEstate } from "../../test/support/estate/describe-estate.ts";
import type { Estate, Workload } from "../../test/support/estate/estate.ts";
import { generateDesigns } from "../../test/support/estate/generated/generated-designs.ts";
import { shopEnd } from "../../test/support/estate/shop/shop-estate.ts";

/** A size of cluster: containers that run at a time, about, and days of their past. */
export interface Size {
  readonly containers: number;
  readonly days: number;
}

const containersPerWorkload = 5;
const containersPerNode = 50;
const seed = 1;

/**
 * A generated cluster of that size, as `npm run estate -- --workloads N --days D --scrape 30 --detail usage
 * --rollout-days 2` builds it: every pod is replaced about every two days.
 */
export function estateOf({ containers, days }: Size): Estate {
  const workloads = Math.ceil(containers / containersPerWorkload);
  const designs = generateDesigns({ workloads, containers, seed, rolloutDays: 2 });
  const nodes = Math.max(3, Math.ceil(containers / containersPerNode));
  return describeEstate(designs, { end: shopEnd, days, scrapeSeconds: 30, seed, nodes, detail: "usage" });
}

/** What an estate holds in the days before its end. */
export interface Census {
  /** Containers as workloads name them, replicas counted once: each gets one recommendation. */
  readonly named: number;
  /** Containers that run at the end. */
  readonly running: number;
  readonly pods: number;
  /** Containers of all pods: each is a series of each metric. */
  readonly series: number;
  /** How long all of them ran, together. */
  readonly containerDays: number;
}

export function takeCensus(estate: Estate, days: number): Census {
  const counts = estate.workloads.map((workload) => countWorkload(workload, estate.end, days));
  const sum = (key: keyof Census) => counts.reduce((total, count) => total + count[key], 0);
  return {
    named: sum("named"),
    running: sum("running"),
    pods: sum("pods"),
    series: sum("series"),
    containerDays: sum("containerDays"),
  };
}

// Five scrapes: whoever looks must find this.
const secondsToBeSeen = 150;

function countWorkload({ design, pods }: Workload, end: number, days: number): Census {
  const from = end - days * 86_400;
  const lives = pods.map((pod) => Math.min(pod.stoppedAt, end) - Math.max(pod.startedAt, from));
  const seen = lives.filter((seconds) => seconds >= secondsToBeSeen);
  const running = pods.filter((pod) => pod.startedAt < end && pod.stoppedAt >= end);
  const containers = design.containers.length;
  return {
    named: seen.length > 0 ? containers : 0,
    running: running.length * containers,
    pods: seen.length,
    series: seen.length * containers,
    containerDays: (seen.reduce((sum, seconds) => sum + seconds, 0) * containers) / 86_400,
  };
}
