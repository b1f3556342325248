import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["test/architecture/seeded/**"],
    setupFiles: ["test/support/loopback-only.ts"],
    globalSetup: ["test/support/tools/global-setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 180_000,
  },
});
