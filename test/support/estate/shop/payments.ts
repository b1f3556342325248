import { mebibyte as Mi, type WorkloadDesign } from "../design.ts";

const namespace = "payments";

export const payments: readonly WorkloadDesign[] = [
  {
    // The plainest case: asks for 1 core and 1 GiB, needs about 0.18 cores and 300 MiB.
    namespace,
    kind: "Deployment",
    name: "api",
    character: "steady",
    replicas: 2,
    containers: [
      {
        name: "api",
        image: "ghcr.io/example/payments-api:6.2.0",
        resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "1Gi" } },
        cpu: { cores: 0.18, startup: { cores: 0.8, seconds: 40 } },
        memory: { shape: "level", bytes: 300 * Mi },
      },
    ],
  },
  {
    // Every two days it needs 580 MiB for twenty minutes, has 512, and is killed.
    namespace,
    kind: "StatefulSet",
    name: "ledger",
    character: "oom-killed",
    replicas: 2,
    rolloutDays: 7,
    containers: [
      {
        name: "ledger",
        image: "ghcr.io/example/ledger:3.3.1",
        resources: { requests: { cpu: "200m", memory: "512Mi" }, limits: { memory: "512Mi" } },
        cpu: { cores: 0.13 },
        memory: { shape: "spikes", bytes: 380 * Mi, peakBytes: 580 * Mi, everyHours: 48, minutes: 20 },
      },
    ],
  },
  {
    // Killed for memory, and asks for ten times the CPU that it needs.
    namespace,
    kind: "Deployment",
    name: "statements",
    character: "oom-killed",
    containers: [
      {
        name: "statements",
        image: "ghcr.io/example/statements:1.1.4",
        resources: { requests: { cpu: "800m", memory: "256Mi" }, limits: { memory: "256Mi" } },
        cpu: { cores: 0.07 },
        memory: { shape: "spikes", bytes: 150 * Mi, peakBytes: 330 * Mi, everyHours: 72, minutes: 30 },
      },
    ],
  },
  {
    namespace,
    kind: "Deployment",
    name: "fraud",
    character: "young",
    replicas: 2,
    ageHours: 30,
    containers: [
      {
        name: "fraud",
        image: "ghcr.io/example/fraud:0.1.0",
        resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { memory: "1Gi" } },
        cpu: { cores: 0.1, startup: { cores: 0.6, seconds: 60 } },
        memory: { shape: "level", bytes: 300 * Mi },
      },
    ],
  },
  {
    namespace,
    kind: "Deployment",
    name: "risk-rules",
    character: "young",
    ageHours: 30,
    containers: [
      {
        name: "risk-rules",
        image: "ghcr.io/example/risk-rules:0.2.0",
        resources: { requests: { cpu: "50m", memory: "64Mi" } },
        cpu: { cores: 0.15 },
        memory: { shape: "level", bytes: 180 * Mi },
      },
    ],
  },
  {
    // Sets no resources at all.
    namespace,
    kind: "Deployment",
    name: "webhooks",
    character: "steady",
    replicas: 2,
    containers: [
      {
        name: "webhooks",
        image: "ghcr.io/example/webhooks:2.0.0",
        resources: {},
        cpu: { cores: 0.05 },
        memory: { shape: "level", bytes: 120 * Mi },
      },
    ],
  },
  {
    // The control: asks for what it needs with some room, so there is nothing to gain.
    namespace,
    kind: "Deployment",
    name: "tokenizer",
    character: "steady",
    replicas: 2,
    containers: [
      {
        name: "tokenizer",
        image: "ghcr.io/example/tokenizer:4.4.4",
        resources: { requests: { cpu: "110m", memory: "230Mi" }, limits: { memory: "230Mi" } },
        cpu: { cores: 0.08, noise: 0.06 },
        memory: { shape: "level", bytes: 196 * Mi },
      },
    ],
  },
  {
    // Under-provisioned: four minutes an hour it needs twelve times its request.
    namespace,
    kind: "CronJob",
    name: "settlement",
    character: "cron",
    schedule: { everyHours: 1, hour: 0, minute: 10, minutes: 6 },
    containers: [
      {
        name: "settlement",
        image: "ghcr.io/example/settlement:1.7.0",
        resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "512Mi" } },
        cpu: { cores: 0.6 },
        memory: { shape: "level", bytes: 220 * Mi },
      },
    ],
  },
];
