import { mebibyte as Mi, type WorkloadDesign } from "../design.ts";

const namespace = "platform";

/** Java: the working set shows what the heap was given, not what it needs. */
export const platformJava: readonly WorkloadDesign[] = [
  {
    // Memory of a JVM shows its heap size, not its need: 450 MiB live, -Xmx1536m in git, 2.5 GiB asked for.
    namespace,
    kind: "StatefulSet",
    name: "search",
    character: "jvm",
    replicas: 2,
    containers: [
      {
        name: "search",
        image: "ghcr.io/example/search:9.0.1",
        resources: { requests: { cpu: "1", memory: "2560Mi" }, limits: { memory: "2560Mi" } },
        cpu: { cores: 0.3, daily: 0.3, startup: { cores: 1.5, seconds: 90 } },
        memory: {
          shape: "heap",
          heapMaxBytes: 1536 * Mi,
          liveBytes: 450 * Mi,
          offHeapBytes: 350 * Mi,
          fillHours: 6,
        },
      },
    ],
  },
  {
    namespace,
    kind: "Deployment",
    name: "catalog",
    character: "jvm",
    containers: [
      {
        name: "catalog",
        image: "ghcr.io/example/catalog:5.5.0",
        resources: { requests: { cpu: "100m", memory: "512Mi" }, limits: { memory: "1Gi" } },
        cpu: { cores: 0.25, startup: { cores: 1.2, seconds: 90 } },
        memory: {
          shape: "heap",
          heapMaxBytes: 640 * Mi,
          liveBytes: 300 * Mi,
          offHeapBytes: 260 * Mi,
          fillHours: 3,
        },
      },
    ],
  },
];
