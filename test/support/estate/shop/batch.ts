import { mebibyte as Mi, type WorkloadDesign } from "../design.ts";

const namespace = "batch";

export const batch: readonly WorkloadDesign[] = [
  {
    // Over-provisioned: twelve minutes a night with 0.8 cores and 1.2 GiB, of 2 and 4.
    namespace,
    kind: "CronJob",
    name: "report",
    character: "cron",
    schedule: { everyHours: 24, hour: 2, minute: 0, minutes: 12 },
    containers: [
      {
        name: "report",
        image: "ghcr.io/example/report:2.5.0",
        resources: { requests: { cpu: "2", memory: "4Gi" }, limits: { memory: "4Gi" } },
        cpu: { cores: 0.8 },
        memory: { shape: "level", bytes: 1200 * Mi },
      },
    ],
  },
  {
    namespace,
    kind: "Job",
    name: "migrate",
    character: "cron",
    ageHours: 52,
    schedule: { everyHours: 24, hour: 0, minute: 0, minutes: 40 },
    containers: [
      {
        name: "migrate",
        image: "ghcr.io/example/migrate:1.0.0",
        resources: { requests: { cpu: "500m", memory: "256Mi" } },
        cpu: { cores: 0.3 },
        memory: { shape: "level", bytes: 140 * Mi },
      },
    ],
  },
  {
    // Two containers with opposite faults: the worker has too little CPU, its uploader far too much memory.
    namespace,
    kind: "Deployment",
    name: "worker",
    character: "bursty",
    replicas: 2,
    containers: [
      {
        name: "worker",
        image: "ghcr.io/example/worker:8.1.2",
        resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { memory: "512Mi" } },
        cpu: { cores: 0.25, bursts: { perHour: 4, seconds: 45, cores: 0.3 } },
        memory: { shape: "level", bytes: 390 * Mi },
      },
      {
        name: "uploader",
        image: "ghcr.io/example/uploader:1.2.0",
        resources: { requests: { cpu: "50m", memory: "1Gi" }, limits: { memory: "1Gi" } },
        cpu: { cores: 0.03 },
        memory: { shape: "level", bytes: 90 * Mi },
      },
    ],
  },
  {
    // Under-provisioned, steady.
    namespace,
    kind: "StatefulSet",
    name: "queue",
    character: "steady",
    rolloutDays: 6,
    containers: [
      {
        name: "rabbitmq",
        image: "rabbitmq:4.0.3",
        resources: { requests: { cpu: "100m", memory: "256Mi" } },
        cpu: { cores: 0.28 },
        memory: { shape: "level", bytes: 480 * Mi },
      },
    ],
  },
  {
    // Throttled, although its request is more than it needs on average: the limit is what hurts.
    namespace,
    kind: "Deployment",
    name: "transcoder",
    character: "throttled",
    containers: [
      {
        name: "transcoder",
        image: "ghcr.io/example/transcoder:3.2.1",
        resources: {
          requests: { cpu: "400m", memory: "256Mi" },
          limits: { cpu: "400m", memory: "512Mi" },
        },
        cpu: { cores: 0.2, bursts: { perHour: 12, seconds: 60, cores: 0.35 } },
        memory: { shape: "level", bytes: 320 * Mi },
      },
    ],
  },
];
