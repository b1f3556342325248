import { mebibyte as Mi, type WorkloadDesign } from "../design.ts";

const namespace = "shop-production";

/** The services behind the shop front. */
export const shopServices: readonly WorkloadDesign[] = [
  {
    // Idles at 0.08 cores; three times an hour a burst of half a minute.
    namespace,
    kind: "Deployment",
    name: "recommendations",
    character: "bursty",
    replicas: 2,
    containers: [
      {
        name: "recommendations",
        image: "ghcr.io/example/recommendations:1.9.0",
        resources: { requests: { cpu: "1", memory: "2Gi" }, limits: { memory: "2Gi" } },
        cpu: { cores: 0.08, bursts: { perHour: 3, seconds: 30, cores: 0.4 } },
        memory: { shape: "level", bytes: 620 * Mi },
      },
    ],
  },
  {
    // The limit cuts it: it needs 0.25 to 0.55 cores and may have 0.3.
    namespace,
    kind: "Deployment",
    name: "images",
    character: "throttled",
    replicas: 2,
    containers: [
      {
        name: "images",
        image: "ghcr.io/example/images:0.8.2",
        resources: {
          requests: { cpu: "200m", memory: "1Gi" },
          limits: { cpu: "300m", memory: "1Gi" },
        },
        cpu: { cores: 0.4, daily: 0.35 },
        memory: { shape: "level", bytes: 290 * Mi },
      },
    ],
  },
  {
    // Guaranteed quality of service: requests equal limits, and both are far too high.
    namespace,
    kind: "Deployment",
    name: "inventory",
    character: "steady",
    replicas: 2,
    containers: [
      {
        name: "inventory",
        image: "ghcr.io/example/inventory:2.2.7",
        resources: {
          requests: { cpu: "300m", memory: "400Mi" },
          limits: { cpu: "300m", memory: "400Mi" },
        },
        cpu: { cores: 0.07 },
        memory: { shape: "level", bytes: 150 * Mi },
      },
    ],
  },
  {
    namespace,
    kind: "StatefulSet",
    name: "sessions",
    character: "steady",
    replicas: 2,
    rolloutDays: 6,
    containers: [
      {
        name: "redis",
        image: "redis:7.4.1",
        resources: { requests: { cpu: "200m", memory: "1Gi" }, limits: { memory: "1Gi" } },
        cpu: { cores: 0.04 },
        memory: { shape: "level", bytes: 380 * Mi },
      },
    ],
  },
  {
    // Under-provisioned: sends mail in bursts that need ten times the request.
    namespace,
    kind: "Deployment",
    name: "notifications",
    character: "bursty",
    containers: [
      {
        name: "notifications",
        image: "ghcr.io/example/notifications:1.4.3",
        resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "256Mi" } },
        cpu: { cores: 0.03, bursts: { perHour: 6, seconds: 60, cores: 0.2 } },
        memory: { shape: "level", bytes: 110 * Mi },
      },
    ],
  },
];
