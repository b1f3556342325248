import { mebibyte as Mi, type WorkloadDesign } from "../design.ts";
import { envoy } from "./shop-front.ts";

const namespace = "shop-staging";

/** The same three Deployments as in production, by the same names, with a tenth of the work. */
export const shopStaging: readonly WorkloadDesign[] = [
  {
    namespace,
    kind: "Deployment",
    name: "storefront",
    character: "daily",
    rolloutDays: 2,
    containers: [
      {
        name: "storefront",
        image: "ghcr.io/example/storefront:4.13.0-rc.1",
        resources: {
          requests: { cpu: "250m", memory: "384Mi" },
          limits: { cpu: "1", memory: "384Mi" },
        },
        cpu: { cores: 0.015, daily: 0.5, weekend: 0.3, startup: { cores: 0.7, seconds: 45 } },
        memory: { shape: "level", bytes: 170 * Mi },
      },
      envoy,
    ],
  },
  {
    namespace,
    kind: "Deployment",
    name: "cart",
    character: "daily",
    rolloutDays: 2,
    containers: [
      {
        name: "cart",
        image: "ghcr.io/example/cart:2.4.0-rc.2",
        resources: { requests: { cpu: "50m", memory: "96Mi" }, limits: { memory: "256Mi" } },
        cpu: { cores: 0.012, daily: 0.5, weekend: 0.3, startup: { cores: 0.3, seconds: 30 } },
        memory: { shape: "level", bytes: 120 * Mi },
      },
    ],
  },
  {
    namespace,
    kind: "Deployment",
    name: "checkout",
    character: "steady",
    rolloutDays: 2,
    containers: [
      {
        name: "checkout",
        image: "ghcr.io/example/checkout:3.1.0-rc.1",
        resources: {
          requests: { cpu: "200m", memory: "512Mi" },
          limits: { cpu: "800m", memory: "512Mi" },
        },
        cpu: { cores: 0.02, startup: { cores: 0.5, seconds: 40 } },
        memory: { shape: "level", bytes: 240 * Mi },
      },
    ],
  },
];
