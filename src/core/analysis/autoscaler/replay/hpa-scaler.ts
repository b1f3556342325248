import type { Behavior } from "../hpa/behavior.ts";
import { controllerOf } from "../hpa/controller.ts";
import { type PodTarget, replicasByPods } from "../hpa/pod-replicas.ts";
import { toleranceOf } from "../hpa/tolerance.ts";
import type { Scaler } from "./scaler.ts";

/** A HorizontalPodAutoscaler on the CPU of its pods. An average is in the unit of the demand. */
export interface HpaSettings {
  readonly min: number;
  readonly max: number;
  readonly target: PodTarget;
  readonly behavior: Behavior | null;
}

/** `request`: what one pod requests, all containers together, in the unit of the demand. */
export function hpaScaler(settings: HpaSettings, request: number): Scaler {
  const controller = controllerOf(settings, settings.behavior);
  const tolerance = toleranceOf(settings.behavior);
  // The controller counts whole thousandths; amounts are taken as shares of the request, so that no unit is too coarse.
  const fine = 1e6;
  const target: PodTarget =
    settings.target.type === "Utilization"
      ? settings.target
      : { type: "AverageValue", average: (settings.target.average / request) * fine };
  // One object for all looks: there are millions of them.
  const tally = {
    measured: { count: 0, usage: 0, request: 0 },
    unready: { count: 0, request: 0 },
    missing: { count: 0, request: 0 },
  };
  return {
    next(now, { replicas, measured, usage, demand }) {
      if (demand === null) return controller.tick(now, replicas, null);
      tally.measured.count = measured;
      tally.measured.usage = Math.round((usage / request) * fine) * measured;
      tally.measured.request = fine * measured;
      tally.unready.count = Math.max(0, replicas - measured);
      tally.unready.request = fine * tally.unready.count;
      return controller.tick(now, replicas, replicasByPods(tally, target, replicas, tolerance));
    },
  };
}
