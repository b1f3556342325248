import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const seeded = "test/architecture/seeded/**";
const core = "src/core/**/*.test.ts";

export default defineConfig({
  test: {
    // Vitest leaves one core to itself, which is half of a machine with two.
    maxWorkers: availableParallelism(),
    setupFiles: ["test/support/loopback-only.ts", "test/support/properties/configure.ts"],
    globalSetup: ["test/support/tools/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    projects: [
      {
        // Pure: nothing that one file does can be seen by another, so they share what is loaded.
        extends: true,
        test: { name: "core", include: [core], pool: "threads", isolate: false },
      },
      {
        extends: true,
        test: { name: "world", include: ["src/**/*.test.ts", "test/**/*.test.ts"], exclude: [seeded, core] },
      },
    ],
  },
});
