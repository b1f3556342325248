import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anEvidence, aUsage } from "../../../../../test/support/builders/evidence.ts";
import {
  type Evidence,
  explainRefusal,
  type HeapFlag,
  type HeapSize,
  type HeapUsage,
  quantity,
  type Runtime,
  type Settings,
  toNumber,
} from "../../../model/index.ts";
import { defaultTuning, learnFleet, recommend, type TuningOptions } from "../../index.ts";

const mebi = 2 ** 20;
const location = { file: "app.yaml", line: 14, path: "" };

/** Mebibytes throughout. */
interface Case {
  readonly limit?: number | null;
  readonly request?: number;
  readonly peak: number;
  readonly heap?: Partial<Record<"most" | "taken" | "beyond" | "live", number | null>>;
  readonly runtime?: Runtime;
  /** `null`: no repository was looked at. */
  readonly flag?: readonly [text: string, size: HeapSize] | "none" | null;
  readonly runsJvm?: boolean | null;
  readonly killedAt?: number;
  readonly policy?: TuningOptions["limits"]["memory"];
  /** The limit that runs, where it is another than the repository's. */
  readonly running?: number;
}

function evidenceOf({
  peak,
  heap,
  runtime = "jvm",
  flag = "none",
  runsJvm,
  killedAt,
  running,
}: Case): Evidence {
  const bytes = (value: number | null = null): number | null => (value === null ? null : value * mebi);
  const usage: HeapUsage | null =
    heap === undefined
      ? null
      : {
          runtime,
          most: bytes(heap.most),
          taken: (heap.taken ?? 0) * mebi,
          beyond: (heap.beyond ?? 0) * mebi,
          live: bytes(heap.live),
        };
  const flags: readonly HeapFlag[] | null =
    flag === null ? null : flag === "none" ? [] : [{ runtime, text: flag[0], size: flag[1], location }];
  return anEvidence({
    usage: { cpu: null, memory: aUsage({ p95: peak * mebi }) },
    runsJvm: runsJvm === undefined ? runtime === "jvm" : runsJvm,
    heap: usage,
    live: running === undefined ? null : { "limits.memory": quantity(`${running}Mi`) },
    heapFlags: flags,
    outOfMemory: { pods: killedAt === undefined ? 0 : 2, highestLimit: bytes(killedAt) },
  });
}

function answer(one: Case) {
  const evidence = evidenceOf(one);
  const { limit = 2048, request = limit, policy = "equal" } = one;
  const current: Settings = {
    ...(request === null ? {} : { "requests.memory": quantity(`${request}Mi`) }),
    ...(limit === null ? {} : { "limits.memory": quantity(`${limit}Mi`) }),
  };
  const options = { ...defaultTuning, limits: { ...defaultTuning.limits, memory: policy } };
  const fleet = learnFleet([evidence], options.risk);
  return recommend(evidence, current, fleet, null, options);
}

/** The wanted memory in MiB, or the code of the refusal. */
function memory(one: Case): number | string {
  const { recommendations, skipped } = answer(one);
  const [recommendation] = recommendations;
  const proposed = recommendation?.proposed ?? null;
  if (proposed !== null) return toNumber(proposed) / mebi;
  return skipped.find(({ setting }) => setting !== "requests.cpu")?.refusal.code ?? "none";
}

function sentence(one: Case): string {
  const { recommendations, skipped } = answer(one);
  const refusal = skipped.find(({ setting }) => setting !== "requests.cpu")?.refusal;
  return refusal === undefined ? (recommendations[0]?.reasons.join(" ") ?? "") : explainRefusal(refusal);
}

const bytes = (value: number): HeapSize => ({ kind: "bytes", bytes: value * mebi });
const share = (of: number): HeapSize => ({ kind: "share", share: of });
const xmx = (value: number) => [`-Xmx${value}m`, bytes(value)] as const;
const percentage = (of: number) => [`-XX:MaxRAMPercentage=${of * 100}`, share(of)] as const;

describe("a Java heap without metrics", () => {
  test.each<readonly [string, Case]>([
    ["that a metric once showed", { peak: 600 }],
    ["that only its command tells", { peak: 600, runsJvm: false, flag: ["java", { kind: "default" }] }],
    ["with -Xmx", { peak: 600, flag: xmx(512) }],
    ["whose maximum is not exported", { peak: 600, heap: { taken: 400, beyond: 200 } }],
  ])("%s is not lowered", (_, one) => {
    expect(memory(one)).toBe("jvm-memory");
  });

  test("is raised by usage and after kills", () => {
    expect(memory({ peak: 600, limit: 512 })).toBe(672);
    expect(memory({ peak: 500, limit: 512, killedAt: 512 })).toBe(640);
  });

  test("that may be there is not lowered either", () => {
    expect(memory({ peak: 600, runsJvm: null })).toBe("fact-unknown");
    expect(memory({ peak: 600, runsJvm: false })).toBe(672);
  });
});

describe("a Java heap of a fixed size", () => {
  const heap = { most: 512, taken: 500, beyond: 200, live: 100 };

  test("is held by its container with all else, and the headroom is on all else", () => {
    expect(memory({ peak: 700, heap, flag: xmx(512) })).toBe(800);
    expect(sentence({ peak: 700, heap, flag: xmx(512) })).toContain(
      "Its Java heap may grow to 512Mi, as -Xmx512m (app.yaml:14) says, whatever it needs, and up to 200Mi are used beyond it, to which 30 % are added.",
    );
  });

  test("counts whole though it was never full", () => {
    expect(memory({ peak: 300, heap, flag: xmx(512) })).toBe(800);
    expect(memory({ peak: 300, limit: 512, heap, flag: xmx(512) })).toBe(800);
  });

  test("leaves what the peak shows beyond it, though no moment did", () => {
    expect(memory({ peak: 900, heap, flag: xmx(512) })).toBe(1024);
  });

  test("is the larger of what is said and what runs, as long as they mean the same", () => {
    expect(memory({ peak: 700, heap: { ...heap, most: 520 }, flag: xmx(512) })).toBe(800);
  });

  test("of another size than what runs is not taken for fixed: the file may not be what runs", () => {
    expect(memory({ peak: 700, heap: { ...heap, most: 1024, live: null }, flag: xmx(512) })).toBe(
      "heap-need-unknown",
    );
    expect(memory({ peak: 700, heap: { ...heap, most: 1024 }, flag: xmx(512) })).toBe(1312);
  });

  test("is what the request holds where there is no limit", () => {
    expect(memory({ limit: null, request: 2048, peak: 700, heap, flag: xmx(512) })).toBe(800);
  });

  test("is raised further after kills", () => {
    expect(memory({ peak: 700, limit: 768, heap, flag: xmx(512), killedAt: 768 })).toBe(928);
  });
});

describe("a Java heap that is a share of the limit", () => {
  const heap = { most: 1536, taken: 1500, beyond: 200, live: 200 };
  const one: Case = { peak: 1700, heap, flag: percentage(0.75) };

  test("comes down with it as long as all else fits beside it", () => {
    // 200 MiB and 30 % more are the quarter that the heap leaves.
    expect(memory(one)).toBe(1056);
    expect(memory({ ...one, heap: { ...heap, beyond: 300 } })).toBe(1568);
  });

  test("is halved at most at a time", () => {
    expect(memory({ ...one, heap: { ...heap, beyond: 100, live: 50 } })).toBe(1024);
  });

  test("does not come below where the JVM would take another share", () => {
    const small = { most: 320, taken: 300, beyond: 20, live: 20 };

    expect(memory({ limit: 400, peak: 300, heap: small, flag: percentage(0.8) })).toBe(256);
  });

  test("holds three times what lives", () => {
    expect(memory({ ...one, heap: { ...heap, live: 350 } })).toBe(1408);
    expect(sentence({ ...one, heap: { ...heap, live: 350 } })).toContain(
      "Its Java heap is 75 % of the memory limit, as -XX:MaxRAMPercentage=75 (app.yaml:14) says: with the new limit it still holds 3.0 times the 350Mi that outlive its collections",
    );
  });

  test("is left where it needs it, with the size that would free the rest", () => {
    expect(memory({ ...one, heap: { ...heap, live: 600 } })).toBe("heap-needs-limit");
    expect(sentence({ ...one, heap: { ...heap, live: 600 } })).toContain("-Xmx at 1.76Gi or more");
  });

  test("is left where the metrics do not say what lives", () => {
    expect(memory({ ...one, heap: { ...heap, live: null } })).toBe("heap-need-unknown");
  });

  test("is raised where all else does not fit beside it, and after kills", () => {
    const small = { most: 384, taken: 380, beyond: 140, live: 50 };

    expect(memory({ limit: 512, peak: 500, heap: small, flag: percentage(0.75) })).toBe(736);
    expect(memory({ ...one, killedAt: 2048 })).toBe(2496);
  });

  test("is not raised because it is full: it fills whatever it is given", () => {
    expect(memory({ ...one, peak: 1900, heap: { ...heap, live: 550 } })).toBe("heap-needs-limit");
  });

  test("does not move where the limit is kept: the request still holds it", () => {
    const kept = { ...one, peak: 900, limit: 4096, policy: "keep" } as const;

    expect(memory({ ...kept, request: 1700 })).toBe("heap-may-grow");
    expect(memory({ ...kept, request: 4096 })).toBe(1824);
  });

  test("is expected to use less, and its past is no test of that", () => {
    const [recommendation] = answer(one).recommendations;

    expect(recommendation?.prediction.usageRatio).toBeCloseTo((0.75 * 1056 + 200) / 1056, 2);
    expect(recommendation?.backtest).toBeNull();
  });
});

describe("a Java heap of which no flag is known", () => {
  const heap = { most: 512, taken: 500, beyond: 200, live: 100 };

  test("may be fixed or a share, and both must allow it", () => {
    expect(memory({ peak: 700, heap })).toBe(1216);
    expect(memory({ peak: 700, heap: { ...heap, live: 50 } })).toBe(1024);
    expect(memory({ peak: 700, heap, flag: null })).toBe(1216);
    expect(memory({ peak: 700, heap: { ...heap, live: null } })).toBe("heap-need-unknown");
    expect(memory({ peak: 700, heap, flag: ["JAVA_OPTS", { kind: "unknown" }] })).toBe(1216);
  });

  test("is a share of the limit that runs, and not of the one that is not applied yet", () => {
    const quarter = { most: 512, taken: 500, beyond: 50, live: 20 };
    const one: Case = { limit: 1024, running: 2048, peak: 500, heap: quarter };

    expect(memory({ ...one, flag: percentage(0.25) })).toBe(512);
    expect(memory(one)).toBe(608);
  });

  test("that may take nearly all of the limit is to be lowered: no limit would leave room beside it", () => {
    const all = { most: 2048, taken: 500, beyond: 0, live: 100 };

    expect(memory({ peak: 700, heap: all, flag: percentage(1) })).toBe("heap-may-grow");
    expect(sentence({ peak: 700, heap: { ...all, beyond: 100 }, flag: percentage(0.99) })).toContain(
      "Lower -XX:MaxRAMPercentage first",
    );
    expect(memory({ peak: 700, heap: all, flag: percentage(1), killedAt: 2048 })).toBe(2496);
  });

  test("takes a share of the node where there is no limit, and the request is not lowered below it", () => {
    const onNode = { most: 8192, taken: 500, beyond: 200, live: 100 };

    expect(memory({ limit: null, request: 2048, peak: 700, heap: onNode })).toBe("heap-may-grow");
    expect(sentence({ limit: null, request: 2048, peak: 700, heap: onNode })).toContain("Lower -Xmx to");
    expect(memory({ limit: null, request: 512, peak: 700, heap: onNode })).toBe(800);
  });
});

describe("Go", () => {
  const go = { runtime: "go", runsJvm: false, peak: 300 } as const;

  test("without a memory limit of its own is what it uses", () => {
    expect(memory({ ...go, heap: { most: null, taken: 250, beyond: 50 } })).toBe(336);
    expect(memory({ ...go, flag: ["GOMEMLIMIT=off", { kind: "default" }] })).toBe(336);
  });

  test("may fill its memory limit, which keeps ten per cent beside it", () => {
    expect(memory({ ...go, flag: ["GOMEMLIMIT=1GiB", bytes(1024)] })).toBe(1152);
    expect(memory({ ...go, heap: { most: 1024, taken: 250, beyond: 50 } })).toBe(1152);
    expect(sentence({ ...go, flag: ["GOMEMLIMIT=1GiB", bytes(1024)] })).toContain(
      "GOMEMLIMIT=1GiB (app.yaml:14) lets its memory grow to 1Gi, so no less than 1.1Gi is kept, though 330Mi would do",
    );
  });

  test("whose memory limit holds all of it says what to set", () => {
    expect(memory({ ...go, flag: ["GOMEMLIMIT=1900MiB", bytes(1900)] })).toBe("heap-may-grow");
    expect(sentence({ ...go, flag: ["GOMEMLIMIT=1900MiB", bytes(1900)] })).toContain(
      "Lower GOMEMLIMIT to 300Mi or less first",
    );
  });

  test("whose memory limit is a share of the container's moves with it", () => {
    expect(memory({ ...go, flag: ["GOMEMLIMIT", share(1)] })).toBe(336);
    expect(memory({ ...go, heap: { most: 2048 * 0.9, taken: 250, beyond: 50 } })).toBe(336);
  });

  test("whose memory limit is not known is not lowered, but raised", () => {
    const unknown = ["GOMEMLIMIT", { kind: "unknown" }] as const;

    expect(memory({ ...go, flag: unknown })).toBe("heap-size-unknown");
    expect(memory({ ...go, limit: 256, flag: unknown })).toBe(336);
  });
});

describe("Node", () => {
  const node = { runtime: "nodejs", runsJvm: false, peak: 300 } as const;

  test("keeps room for the old space that a flag allows, and for what is beyond it", () => {
    const flag = ["--max-old-space-size=768", bytes(768)] as const;

    expect(memory({ ...node, flag })).toBe(1024);
    expect(memory({ ...node, flag, heap: { taken: 200, beyond: 100 } })).toBe(928);
    expect(memory({ ...node, limit: 1024, flag })).toBe("heap-may-grow");
  });

  test("without a flag has half of the limit as its heap, which must hold what it took", () => {
    expect(memory({ ...node, heap: { taken: 200, beyond: 100 } })).toBe(544);
    expect(sentence({ ...node, heap: { taken: 200, beyond: 100 } })).toContain(
      "V8 takes 50 % of the memory limit for its heap unless --max-old-space-size is set: it comes down to 260Mi, and its heap took up to 200Mi.",
    );
    expect(memory({ ...node, limit: 512, peak: 350, heap: { taken: 280, beyond: 70 } })).toBe(
      "heap-needs-limit",
    );
  });

  test("without a flag or metrics is what it uses, and that the heap follows is said", () => {
    const flag = ["node", { kind: "default" }] as const;

    expect(memory({ ...node, flag })).toBe(336);
    expect(sentence({ ...node, flag })).toContain("it comes down to 165Mi");
  });

  test("whose old space is not known is not lowered", () => {
    expect(memory({ ...node, flag: ["NODE_OPTIONS", { kind: "unknown" }] })).toBe("heap-size-unknown");
  });
});

describe("whatever a heap looks like", () => {
  const size = fc.integer({ min: 16, max: 8192 });
  const lowered = (one: Case, check: (got: number) => void): void => {
    const got = memory(one);
    if (typeof got === "number" && got < (one.limit ?? 0)) check(got);
  };
  const measured = fc.record({ limit: size, most: size, beyond: size, live: size });

  test("a limit is never lowered so far that a fixed heap and all else do not fit", () => {
    fc.assert(
      fc.property(measured, fc.boolean(), ({ limit, most, beyond, live }, isSaid) => {
        const heap = { most, taken: most, beyond, live };
        const one = {
          limit,
          peak: Math.min(limit, most + beyond),
          heap,
          flag: isSaid ? xmx(most) : "none",
        } as const;

        lowered(one, (got) => expect(got).toBeGreaterThanOrEqual(most + beyond));
      }),
    );
  });

  test("a limit is never lowered so far that a heap that follows it does not hold three times what lives", () => {
    fc.assert(
      fc.property(measured, fc.double({ min: 0.05, max: 1, noNaN: true }), ({ limit, beyond, live }, of) => {
        const most = of * limit;
        const heap = { most, taken: most, beyond, live };

        lowered({ limit, peak: Math.min(limit, most + beyond), heap, flag: percentage(of) }, (got) => {
          expect(of * got).toBeGreaterThanOrEqual(3 * live * 0.999);
          expect(of * got + beyond).toBeLessThanOrEqual(got);
          expect(got).toBeGreaterThanOrEqual(limit / 2);
        });
      }),
    );
  });
});
