import { mebibyte as Mi, type WorkloadDesign } from "../design.ts";

const namespace = "platform";

export const platform: readonly WorkloadDesign[] = [
  {
    namespace,
    kind: "DaemonSet",
    name: "agent",
    character: "steady",
    rolloutDays: 7,
    containers: [
      {
        name: "agent",
        image: "ghcr.io/example/agent:1.30.0",
        resources: { requests: { cpu: "100m", memory: "200Mi" }, limits: { memory: "200Mi" } },
        cpu: { cores: 0.025 },
        memory: { shape: "level", bytes: 90 * Mi },
      },
    ],
  },
  {
    namespace,
    kind: "DaemonSet",
    name: "log-shipper",
    character: "daily",
    rolloutDays: 7,
    containers: [
      {
        name: "log-shipper",
        image: "fluent/fluent-bit:3.1.9",
        resources: { requests: { cpu: "20m", memory: "50Mi" }, limits: { memory: "300Mi" } },
        cpu: { cores: 0.07, daily: 0.3 },
        memory: { shape: "level", bytes: 140 * Mi },
      },
    ],
  },
  {
    // Leaks 130 MiB a day into a limit of 512 MiB, and is killed on the third or fourth day.
    namespace,
    kind: "Deployment",
    name: "cache-warmer",
    character: "leaking",
    rolloutDays: 5.5,
    containers: [
      {
        name: "cache-warmer",
        image: "ghcr.io/example/cache-warmer:0.9.9",
        resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "512Mi" } },
        cpu: { cores: 0.05 },
        memory: { shape: "leak", bytes: 120 * Mi, bytesPerDay: 130 * Mi },
      },
    ],
  },
  {
    // Leaks slowly below a request that is far too high; every rollout hides it again.
    namespace,
    kind: "Deployment",
    name: "metrics-buffer",
    character: "leaking",
    rolloutDays: 4.5,
    containers: [
      {
        name: "metrics-buffer",
        image: "ghcr.io/example/metrics-buffer:2.0.1",
        resources: { requests: { cpu: "300m", memory: "2Gi" } },
        cpu: { cores: 0.04 },
        memory: { shape: "leak", bytes: 200 * Mi, bytesPerDay: 60 * Mi },
      },
    ],
  },
  {
    namespace,
    kind: "Deployment",
    name: "dashboards",
    character: "idle",
    containers: [
      {
        name: "dashboards",
        image: "grafana/grafana:11.3.0",
        resources: { requests: { cpu: "200m", memory: "256Mi" }, limits: { memory: "256Mi" } },
        cpu: { cores: 0.001, noise: 0.2 },
        memory: { shape: "level", bytes: 60 * Mi },
      },
    ],
  },
  {
    // Idle, and yet short of memory.
    namespace,
    kind: "Deployment",
    name: "docs",
    character: "idle",
    containers: [
      {
        name: "docs",
        image: "nginx:1.27.2",
        resources: { requests: { cpu: "10m", memory: "32Mi" } },
        cpu: { cores: 0.001, noise: 0.2 },
        memory: { shape: "level", bytes: 70 * Mi },
      },
    ],
  },
  {
    // Its request is so low that the autoscaler has it at its maximum all day.
    namespace,
    kind: "Deployment",
    name: "ingest",
    character: "autoscaled",
    autoscaler: { min: 1, max: 3, targetUtilization: 70 },
    containers: [
      {
        name: "ingest",
        image: "ghcr.io/example/ingest:3.8.0",
        resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "512Mi" } },
        cpu: { cores: 0.9, daily: 0.3 },
        memory: { shape: "level", bytes: 210 * Mi },
      },
    ],
  },
  {
    namespace,
    kind: "Pod",
    name: "debug-shell",
    character: "idle",
    containers: [
      {
        name: "shell",
        image: "busybox:1.37.0",
        resources: { requests: { cpu: "50m", memory: "64Mi" } },
        cpu: { cores: 0.0005, noise: 0.2 },
        memory: { shape: "level", bytes: 6 * Mi },
      },
    ],
  },
];
