import { mebibyte as Mi, type WorkloadDesign } from "../design.ts";

const namespace = "shop-production";

/** The side car that the storefronts have; small, steady, and asking for far too much. */
export const envoy: WorkloadDesign["containers"][number] = {
  name: "envoy",
  image: "envoyproxy/envoy:v1.31.2",
  resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "128Mi" } },
  cpu: { cores: 0.012, noise: 0.1 },
  memory: { shape: "level", bytes: 42 * Mi },
};

/** The services that customers' requests pass through; the others are in `shop-services.ts`. */
export const shopFront: readonly WorkloadDesign[] = [
  {
    // Over-provisioned: peaks near 0.2 cores and 250 MiB.
    namespace,
    kind: "Deployment",
    name: "storefront",
    character: "daily",
    replicas: 3,
    containers: [
      {
        name: "storefront",
        image: "ghcr.io/example/storefront:4.12.1",
        resources: {
          requests: { cpu: "500m", memory: "512Mi" },
          limits: { cpu: "1", memory: "512Mi" },
        },
        cpu: { cores: 0.12, daily: 0.55, weekend: 0.8, startup: { cores: 0.7, seconds: 45 } },
        memory: { shape: "level", bytes: 230 * Mi, swing: 0.05 },
      },
      envoy,
    ],
  },
  {
    // Under-provisioned in both: needs 0.17 cores and 180 MiB.
    namespace,
    kind: "Deployment",
    name: "cart",
    character: "daily",
    replicas: 2,
    containers: [
      {
        name: "cart",
        image: "ghcr.io/example/cart:2.3.0",
        resources: { requests: { cpu: "50m", memory: "96Mi" }, limits: { memory: "256Mi" } },
        cpu: { cores: 0.11, daily: 0.5, startup: { cores: 0.3, seconds: 30 } },
        memory: { shape: "level", bytes: 170 * Mi, swing: 0.04 },
      },
    ],
  },
  {
    // Over-provisioned: 0.12 cores and 310 MiB, all day.
    namespace,
    kind: "Deployment",
    name: "checkout",
    character: "steady",
    replicas: 2,
    containers: [
      {
        name: "checkout",
        image: "ghcr.io/example/checkout:3.0.5",
        resources: {
          requests: { cpu: "400m", memory: "768Mi" },
          limits: { cpu: "800m", memory: "768Mi" },
        },
        cpu: { cores: 0.12, startup: { cores: 0.5, seconds: 40 } },
        memory: { shape: "level", bytes: 310 * Mi },
      },
    ],
  },
  {
    // 0.3 to 1 core in all, shared by as many pods as keep each near 60 % of 250m.
    namespace,
    kind: "Deployment",
    name: "gateway",
    character: "autoscaled",
    autoscaler: { min: 2, max: 8, targetUtilization: 60 },
    containers: [
      {
        name: "gateway",
        image: "ghcr.io/example/gateway:5.1.0",
        resources: { requests: { cpu: "250m", memory: "512Mi" }, limits: { memory: "512Mi" } },
        cpu: { cores: 0.6, daily: 0.5, weekend: 0.75 },
        memory: { shape: "level", bytes: 140 * Mi },
      },
    ],
  },
  {
    namespace,
    kind: "Rollout",
    name: "pricing",
    character: "daily",
    replicas: 2,
    containers: [
      {
        name: "pricing",
        image: "ghcr.io/example/pricing:7.0.2",
        resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { memory: "512Mi" } },
        cpu: { cores: 0.09, daily: 0.4, peakHour: 10, startup: { cores: 0.4, seconds: 30 } },
        memory: { shape: "level", bytes: 200 * Mi },
      },
    ],
  },
];
