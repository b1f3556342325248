import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { repositoryOf } from "../../../test/fixtures/manifests/kustomize-trees.ts";
import type { ChartToRender, Rendered, Renderer } from "../../ports/renderer.ts";
import { keepRenders, openRenderFolder } from "./index.ts";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "optpass-test-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const chart: ChartToRender = {
  directory: "chart",
  releaseName: "shop",
  namespace: null,
  values: [],
  parameters: [],
  dependencies: [],
  includeCrds: false,
};

/** A renderer that numbers its answers, so that one that was kept is told from one that is new. */
function numbering(
  answer: (number: number) => Rendered = (number) => ({ ok: true, value: `render ${number}` }),
) {
  const counts = { renders: 0, copies: 0 };
  const render = async (): Promise<Rendered> => answer(++counts.renders);
  const renderer: Renderer = {
    renders: new Set(["kustomize", "helm"]),
    open: async () => {
      counts.copies += 1;
      return { kustomize: render, helm: render, close: async () => undefined };
    },
  };
  return { renderer, counts };
}

interface Ask {
  readonly texts?: Record<string, string>;
  readonly overlay?: Record<string, string>;
  /** A chart instead of the kustomization in `k`. */
  readonly chart?: Partial<ChartToRender>;
  readonly program?: string | null;
}

/** One question by a process of its own. */
async function ask(
  renderer: Renderer,
  { texts = plain, overlay = {}, chart: changed, program = "v1" }: Ask = {},
) {
  const folder = await openRenderFolder(directory, { notice: fail });
  const identify = async () => program;
  const kept = keepRenders(renderer, { kubectl: identify, helm: identify }, folder);
  const workspace = await kept.open(repositoryOf(texts));
  const over = new Map(Object.entries(overlay));
  try {
    return changed === undefined
      ? await workspace.kustomize("k", over)
      : await workspace.helm({ ...chart, ...changed }, over);
  } finally {
    await workspace.close();
  }
}

function fail(text: string): void {
  throw new Error(text);
}

const plain = { "k/kustomization.yaml": "resources: []\n" };
const chartTexts = { "chart/Chart.yaml": "name: c\n", "values/a.yaml": "a: 1\n", "other/b.yaml": "b: 1\n" };

async function isKept(first: Ask, second: Ask): Promise<boolean> {
  const { renderer, counts } = numbering();
  await ask(renderer, first);
  const before = counts.renders;
  await ask(renderer, second);
  return counts.renders === before;
}

test("what was rendered once is read by the next process, which makes no scratch copy", async () => {
  const { renderer, counts } = numbering();

  const answers = [await ask(renderer), await ask(renderer)];

  expect(answers).toEqual([
    { ok: true, value: "render 1" },
    { ok: true, value: "render 1" },
  ]);
  expect(counts).toEqual({ renders: 1, copies: 1 });
});

test("an overlay is part of the question by what the files then hold, not by how they came to hold it", async () => {
  const changed = { "k/kustomization.yaml": "resources: [a.yaml]\n" };

  expect(await isKept({}, { overlay: changed })).toBe(false);
  expect(await isKept({ texts: changed }, { overlay: changed })).toBe(true);
  expect(await isKept({}, { overlay: plain })).toBe(true);
});

test.each<[string, Ask, Ask]>([
  ["another text", {}, { texts: { "k/kustomization.yaml": "resources: [ ]\n" } }],
  ["another file beside it", {}, { texts: { ...plain, "k/a.txt": "" } }],
  [
    "the same texts under other names",
    { texts: { ...plain, a: "1", b: "2" } },
    { texts: { ...plain, a: "2", b: "1" } },
  ],
  ["names that run into texts", { texts: { ...plain, "a\nb": "c" } }, { texts: { ...plain, a: "b\nc" } }],
  ["another program", { program: "v1" }, { program: "v2" }],
  ["a chart instead of a kustomization", { texts: chartTexts }, { texts: chartTexts, chart: {} }],
  ["another release", { texts: chartTexts, chart: {} }, { texts: chartTexts, chart: { releaseName: "web" } }],
  [
    "a values file that changed",
    { texts: chartTexts, chart: { values: [{ from: "file", path: "values/a.yaml" }] } },
    {
      texts: { ...chartTexts, "values/a.yaml": "a: 2\n" },
      chart: { values: [{ from: "file", path: "values/a.yaml" }] },
    },
  ],
  [
    "a dependency that changed",
    { texts: chartTexts, chart: { dependencies: [{ at: "chart/charts/o", chart: "other" }] } },
    {
      texts: { ...chartTexts, "other/b.yaml": "b: 2\n" },
      chart: { dependencies: [{ at: "chart/charts/o", chart: "other" }] },
    },
  ],
])("%s is rendered anew", async (_, first, second) => {
  expect(await isKept(first, second)).toBe(false);
});

test("a chart does not care for files that it cannot read", async () => {
  const second = { ...chartTexts, "other/b.yaml": "b: 2\n" };

  expect(await isKept({ texts: chartTexts, chart: {} }, { texts: second, chart: {} })).toBe(true);
});

test("a chart with a link cares for every file, because the link may lead anywhere", async () => {
  const { renderer, counts } = numbering();
  const folder = await openRenderFolder(directory, { notice: fail });
  const kept = keepRenders(renderer, { kubectl: async () => "v1", helm: async () => "v1" }, folder);

  for (const text of ["b: 1\n", "b: 2\n"]) {
    const { origin, files } = repositoryOf({ ...chartTexts, "other/b.yaml": text });
    const linked = new Map(files).set("chart/files", { kind: "symlink", target: "../other" });
    const workspace = await kept.open({ origin, files: linked });
    await workspace.helm(chart, new Map());
    await workspace.close();
  }

  expect(counts.renders).toBe(2);
});

test.each([
  [
    "a template",
    { texts: { ...chartTexts, "chart/templates/a.yaml": 'at: {{ now | date "2006" }}\n' }, chart: {} },
  ],
  ["values", { texts: chartTexts, chart: { values: [{ from: "text", text: "a: '{{ now }}'\n" }] } as const }],
])("%s that asks for the time is never kept", async (_, question) => {
  expect(await isKept(question, question)).toBe(false);
});

test("a text of nothing but braces is looked at in no time", async () => {
  const texts = { ...chartTexts, "chart/templates/a.yaml": "{{".repeat(1_000_000) };
  const started = performance.now();

  await ask(numbering().renderer, { texts, chart: {} });

  expect(performance.now() - started).toBeLessThan(2_000);
});

test("a refusal that lasts is kept, and one that another try may change is not", async () => {
  const lasting = numbering((number) => ({ ok: false, error: `bad ${number}`, isLasting: true }));
  const passing = numbering((number) => ({ ok: false, error: `slow ${number}` }));

  await ask(lasting.renderer);
  expect(await ask(lasting.renderer)).toEqual({ ok: false, error: "bad 1", isLasting: true });
  const other = { texts: chartTexts };
  await ask(passing.renderer, other);
  expect(await ask(passing.renderer, other)).toEqual({ ok: false, error: "slow 2" });
});

test("a program that is not known keeps nothing", async () => {
  expect(await isKept({ program: null }, { program: null })).toBe(false);
});

test("what two ask for at the same time is rendered once", async () => {
  const { renderer, counts } = numbering();
  const folder = await openRenderFolder(directory, { notice: fail });
  const kept = keepRenders(renderer, { kubectl: async () => "v1", helm: async () => "v1" }, folder);
  const workspace = await kept.open(repositoryOf(plain));

  await Promise.all([workspace.kustomize("k", new Map()), workspace.kustomize("k", new Map())]);
  await workspace.close();

  expect(counts.renders).toBe(1);
});

test("charts with other dependencies are rendered in copies of their own, where the links of one are not seen by the other", async () => {
  const { renderer, counts } = numbering();
  const folder = await openRenderFolder(directory, { notice: fail });
  const kept = keepRenders(renderer, { kubectl: async () => "v1", helm: async () => "v1" }, folder);
  const workspace = await kept.open(repositoryOf(chartTexts));

  await workspace.helm({ ...chart, dependencies: [{ at: "chart/charts/o", chart: "other" }] }, new Map());
  await workspace.helm(chart, new Map());
  await workspace.close();

  expect(counts.copies).toBe(2);
});

describe("an entry that is not what was written", () => {
  async function entry(): Promise<string> {
    const [name] = await readdir(join(directory, "renders"));
    return join(directory, "renders", name ?? "");
  }

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ["is empty", () => Buffer.alloc(0)],
    ["was cut", (bytes) => bytes.subarray(0, bytes.length - 1)],
    ["has one other bit", (bytes) => Buffer.from(bytes.map((byte, at) => (at === 50 ? byte ^ 1 : byte)))],
    ["was written by something else", () => Buffer.from("render 0")],
  ])("%s: it is rendered again, and is sound from then on", async (_, damage) => {
    const { renderer, counts } = numbering();
    await ask(renderer);
    await writeFile(await entry(), damage(await readFile(await entry())));

    expect([await ask(renderer), await ask(renderer)]).toEqual([
      { ok: true, value: "render 2" },
      { ok: true, value: "render 2" },
    ]);
    expect(counts.renders).toBe(2);
  });

  test("stands under the name of another one", async () => {
    const { renderer } = numbering();
    await ask(renderer);
    const first = await readFile(await entry());
    await rm(await entry());
    await ask(renderer, { texts: chartTexts });
    await writeFile(await entry(), first);

    expect(await ask(renderer, { texts: chartTexts })).toEqual({ ok: true, value: "render 3" });
  });
});
