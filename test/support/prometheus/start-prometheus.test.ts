import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, inject, test } from "vitest";
import { startPrometheus } from "./start-prometheus.ts";

const tools = inject("tools");

async function ask(url: string, path: string): Promise<unknown> {
  const response = await fetch(`${url}/api/v1/${path}`);
  return (await response.json()) as unknown;
}

describe.skipIf(tools.prometheus === null || tools.promtool === null)("a Prometheus that tests start", () => {
  test("holds exactly the samples given, however old they are", async () => {
    async function* samples() {
      yield "# TYPE up gauge\n";
      yield 'up{job="api"} 1 1500000000\n';
    }
    const prometheus = await startPrometheus({ openMetrics: samples() });
    try {
      expect(await ask(prometheus.url, "query?query=up&time=1500000000")).toMatchObject({
        data: { result: [{ metric: { __name__: "up", job: "api" }, value: [1500000000, "1"] }] },
      });
      expect(await ask(prometheus.url, "label/__name__/values")).toMatchObject({ data: ["up"] });
    } finally {
      await prometheus.stop();
    }
    await expect(fetch(prometheus.url)).rejects.toThrow();
  });

  test("that does not start says what the server said, and leaves nothing behind", async () => {
    await expect(startPrometheus({ flags: ["--no-such-flag"] })).rejects.toThrow("no-such-flag");
  });

  test("ends when the process that started it is killed", async () => {
    const script = new URL("./start-and-wait.fixture.ts", import.meta.url);
    const parent = spawn(process.execPath, ["--import", "tsx", script.pathname], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const url = line.toString().trim();
    expect((await fetch(`${url}/-/ready`)).ok).toBe(true);

    parent.kill("SIGKILL");

    await expect
      .poll(
        () =>
          fetch(`${url}/-/ready`).then(
            () => "up",
            () => "down",
          ),
        { timeout: 5_000 },
      )
      .toBe("down");
  });
});
