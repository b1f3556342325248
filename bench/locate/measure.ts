import { readFile } from "node:fs/promises";
import { identifyProgram, programRenderer } from "../../src/adapters/render/index.ts";
import { keepRenders, openRenderFolder } from "../../src/adapters/render-cache/index.ts";
import { editTogether } from "../../src/app/edit-together.ts";
import { inParallel } from "../../src/app/in-parallel.ts";
import { locateSettings } from "../../src/app/locate-settings.ts";
import type { Located, LocatedContainer } from "../../src/core/manifests/index.ts";
import { explainRefusal, type RepositoryFiles } from "../../src/core/model/index.ts";
import type { Renderer } from "../../src/ports/renderer.ts";

/** What one pass over a repository cost, and what it found. */
export interface Measurement {
  readonly environments: number;
  readonly containers: number;
  readonly locate: Cost;
  /** Of one edit in each environment. */
  readonly prove: Cost;
}

export interface Cost {
  readonly wallSeconds: number;
  /** Of this process. */
  readonly ownSeconds: number;
  /** Of the programs that rendered; `null` where the system does not tell. */
  readonly programSeconds: number | null;
  /** How often a program was run to render. */
  readonly renders: number;
}

// As many changes are proved at the same time in a pass.
const changesAtOnce = 2;

/**
 * Locates everything and proves one edit in each environment, with renders kept in `cache`. Throws where something is
 * not located or not proved: a cost of less than everything would say nothing.
 */
export async function measure(
  files: RepositoryFiles,
  { kubectl, helm }: { readonly kubectl: string; readonly helm: string },
  cache: string,
): Promise<Measurement> {
  let renders = 0;
  const counted = counting(programRenderer({ kubectl, helm }), () => {
    renders += 1;
  });
  const notice = (text: string): never => {
    throw new Error(text);
  };
  const renderer = keepRenders(
    counted,
    { kubectl: () => identifyProgram("kubectl", kubectl), helm: () => identifyProgram("helm", helm) },
    await openRenderFolder(cache, { notice }),
  );
  const costOf = async <T>(work: () => Promise<T>): Promise<readonly [T, Cost]> => {
    const [started, before, rendered] = [performance.now(), await takeTimes(), renders];
    const result = await work();
    const after = await takeTimes();
    const programSeconds =
      before.programs === null || after.programs === null ? null : after.programs - before.programs;
    const wallSeconds = (performance.now() - started) / 1000;
    return [
      result,
      { wallSeconds, ownSeconds: after.own - before.own, programSeconds, renders: renders - rendered },
    ];
  };

  const [located, locate] = await costOf(() => locateSettings(files, renderer));
  const [missed] = [...located.unlocated.map(({ refusal }) => explainRefusal(refusal)), ...located.notices];
  if (missed !== undefined) throw new Error(missed);
  const chosen = oneOfEach(located);
  const [, prove] = await costOf(() =>
    inParallel(chosen, changesAtOnce, async (container) => proveOne(located, renderer, container)),
  );
  return { environments: chosen.length, containers: located.containers.length, locate, prove };
}

function counting(renderer: Renderer, onRender: () => void): Renderer {
  return {
    renders: renderer.renders,
    open: async (files) => {
      const workspace = await renderer.open(files);
      return {
        kustomize: (directory, overlay) => {
          onRender();
          return workspace.kustomize(directory, overlay);
        },
        helm: (chart, overlay) => {
          onRender();
          return workspace.helm(chart, overlay);
        },
        close: () => workspace.close(),
      };
    },
  };
}

function oneOfEach({ containers }: Located): readonly LocatedContainer[] {
  return [...new Map(containers.map((container) => [container.environment, container])).values()];
}

async function proveOne(located: Located, renderer: Renderer, container: LocatedContainer): Promise<void> {
  const changes = [{ setting: "requests.cpu", value: "137m" } as const];
  const edited = await editTogether(located, renderer, [{ container, changes }]);
  if (!edited.ok) throw new Error(`${container.environment.name}: ${explainRefusal(edited.error)}`);
}

async function takeTimes(): Promise<{ readonly own: number; readonly programs: number | null }> {
  const { user, system } = process.cpuUsage();
  return { own: (user + system) / 1e6, programs: await childSeconds() };
}

/** Linux books what children used, once they have ended, in hundredths of a second. */
async function childSeconds(): Promise<number | null> {
  if (process.platform !== "linux") return null;
  const fields = (await readFile("/proc/self/stat", "utf8")).replace(/^.*\) /s, "").split(" ");
  return (Number(fields[13]) + Number(fields[14])) / 100;
}
