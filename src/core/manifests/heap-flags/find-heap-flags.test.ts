import { describe, expect, test } from "vitest";
import { containerIn, deployment, locateTexts } from "../../../../test/fixtures/manifests/locate-raw.ts";
import type { HeapFlag } from "../../model/index.ts";

const mebi = 2 ** 20;

function container(body: string): string {
  return deployment(`      - name: app\n        image: x\n${body}`);
}

function env(...pairs: readonly (readonly [name: string, value: string])[]): string {
  const items = pairs.map(([name, value]) => `        - name: ${name}\n          value: '${value}'\n`);
  return container(`        env:\n${items.join("")}`);
}

function flags(text: string): readonly HeapFlag[] {
  return containerIn(locateTexts({ "app.yaml": text }), "app").heapFlags;
}

/** `jvm 512Mi: -Xmx512m`, one for each flag. */
function shown(text: string): readonly string[] {
  return flags(text).map(({ runtime, size, text: said }) => {
    const amount =
      size.kind === "bytes"
        ? `${size.bytes / mebi}Mi`
        : size.kind === "share"
          ? `${Math.round(size.share * 1e4) / 100} %`
          : size.kind;
    return `${runtime} ${amount}: ${said}`;
  });
}

describe("the size of a Java heap", () => {
  test.each([
    ["-Xmx512m", "jvm 512Mi: -Xmx512m"],
    ["-Xmx2G -XX:+UseG1GC", "jvm 2048Mi: -Xmx2G"],
    ["-Xmx1073741824", "jvm 1024Mi: -Xmx1073741824"],
    ["-Xms64m -XX:MaxHeapSize=786432k", "jvm 768Mi: -XX:MaxHeapSize=786432k"],
    ["-XX:MaxRAMPercentage=75.0", "jvm 75 %: -XX:MaxRAMPercentage=75.0"],
    ["-XX:MaxRAMFraction=3", "jvm 33.33 %: -XX:MaxRAMFraction=3"],
    ["-XX:MaxRAMPercentage=75 -Xmx300m", "jvm 300Mi: -Xmx300m"],
    ["-Xmx300m -XX:MaxRAMPercentage=75", "jvm 300Mi: -Xmx300m"],
    ["-Xmx300m -Xmx400m", "jvm 400Mi: -Xmx400m"],
    ["-Xmx300m -XX:Flags=/etc/jvm", "jvm unknown: -XX:Flags=/etc/jvm"],
    ["-XX:MaxRAM=1g", "jvm unknown: -XX:MaxRAM=1g"],
    ["-Xmx$HEAP", "jvm unknown: -Xmx$HEAP"],
    ["-Xmx$(HEAP)", "jvm unknown: -Xmx$(HEAP)"],
    ["$(MORE_OPTS) -XX:+UseG1GC", "jvm unknown: JAVA_TOOL_OPTIONS=$(MORE_OPTS)"],
    ["-Xmxlots", "jvm unknown: -Xmxlots"],
    ["-Xmx0", "jvm unknown: -Xmx0"],
    ["-XX:MaxRAMPercentage=750", "jvm unknown: -XX:MaxRAMPercentage=750"],
    ["-XX:+UseZGC", "jvm default: JAVA_TOOL_OPTIONS"],
    ["", "jvm default: JAVA_TOOL_OPTIONS"],
  ])("of %s is %s", (options, expected) => {
    expect(shown(env(["JAVA_TOOL_OPTIONS", options]))).toEqual([expected]);
  });

  test("is what the JVM reads last: its own variable, its launcher's, those of scripts, the words, and the one behind all", () => {
    const variables = [
      ["_JAVA_OPTIONS", "-Xmx5m"],
      ["CATALINA_OPTS", "-Xmx3m"],
      ["JDK_JAVA_OPTIONS", "-Xmx2m"],
      ["JAVA_TOOL_OPTIONS", "-Xmx1m"],
    ] as const;
    const words = "        command: [java, -Xmx4m, -jar, app.jar]\n";
    const without = (count: number): string => env(...variables.slice(count)) + words;

    expect(shown(without(0))).toEqual(["jvm 5Mi: -Xmx5m"]);
    expect(shown(without(1))).toEqual(["jvm 4Mi: -Xmx4m"]);
    expect(shown(env(...variables.slice(1)))).toEqual(["jvm 3Mi: -Xmx3m"]);
    expect(shown(env(...variables.slice(2)))).toEqual(["jvm 2Mi: -Xmx2m"]);
    expect(shown(env(...variables.slice(3)))).toEqual(["jvm 1Mi: -Xmx1m"]);
  });

  test("is found in a line for the shell, in arguments, and in a variable of any name", () => {
    expect(shown(container('        command: [sh, -c, "exec java -Xmx128m -jar app.jar"]\n'))).toEqual([
      "jvm 128Mi: -Xmx128m",
    ]);
    expect(shown(container("        args: ['-Xmx64m']\n"))).toEqual(["jvm 64Mi: -Xmx64m"]);
    expect(shown(env(["SEARCH_START", '"-Xmx96m" -server']))).toEqual(["jvm 96Mi: -Xmx96m"]);
  });

  test("may be built from another variable of the container", () => {
    expect(shown(env(["HEAP", "640m"], ["JAVA_OPTS", "-Xmx$(HEAP)"]))).toEqual(["jvm 640Mi: -Xmx640m"]);
  });

  test("that comes from elsewhere is unknown, never none", () => {
    const secret =
      "        env:\n        - name: JAVA_OPTS\n          valueFrom:\n            secretKeyRef: {name: s, key: k}\n";

    expect(shown(container(secret))).toEqual(["jvm unknown: JAVA_OPTS"]);
  });

  test("has the place of the text that says so", () => {
    expect(flags(env(["A", "b"], ["JAVA_OPTS", "-Xmx64m"]))[0]?.location).toEqual({
      file: "app.yaml",
      line: 15,
      path: "spec.template.spec.containers[0].env[1]",
    });
  });
});

describe("the limit of Go's memory", () => {
  test.each([
    ["GOMEMLIMIT", "400MiB", "go 400Mi: GOMEMLIMIT=400MiB"],
    ["GOMEMLIMIT", "2GiB", "go 2048Mi: GOMEMLIMIT=2GiB"],
    ["GOMEMLIMIT", "1048576", "go 1Mi: GOMEMLIMIT=1048576"],
    ["GOMEMLIMIT", "1048576B", "go 1Mi: GOMEMLIMIT=1048576B"],
    ["GOMEMLIMIT", "off", "go default: GOMEMLIMIT=off"],
    ["GOMEMLIMIT", "400Mi", "go unknown: GOMEMLIMIT=400Mi"],
    ["GOMEMLIMIT", "$LIMIT", "go unknown: GOMEMLIMIT=$LIMIT"],
    ["AUTOMEMLIMIT", "0.9", "go 90 %: AUTOMEMLIMIT=0.9"],
    ["AUTOMEMLIMIT", "1.0", "go 100 %: AUTOMEMLIMIT=1.0"],
    ["AUTOMEMLIMIT", "off", "go default: AUTOMEMLIMIT=off"],
  ])("of %s=%s is %s", (name, value, expected) => {
    expect(shown(env([name, value]))).toEqual([expected]);
  });

  test("is the container's own where it is taken from there, unless it is divided", () => {
    const from = (more: string): string =>
      container(
        `        env:\n        - name: GOMEMLIMIT\n          valueFrom:\n            resourceFieldRef: {resource: limits.memory${more}}\n`,
      );

    expect(shown(from(""))).toEqual(["go 100 %: GOMEMLIMIT"]);
    expect(shown(from(", divisor: '1'"))).toEqual(["go 100 %: GOMEMLIMIT"]);
    expect(shown(from(", divisor: 2Mi"))).toEqual(["go unknown: GOMEMLIMIT"]);
  });
});

describe("the old space of Node", () => {
  test.each([
    ["--max-old-space-size=512", "nodejs 512Mi: --max-old-space-size=512"],
    ["--max_old_space_size=512", "nodejs 512Mi: --max_old_space_size=512"],
    ["--max-old-space-size 256", "nodejs 256Mi: --max-old-space-size 256"],
    ["--max-old-space-size-percentage=60", "nodejs 60 %: --max-old-space-size-percentage=60"],
    ["--max-old-space-size=$MB", "nodejs unknown: --max-old-space-size=$MB"],
    ["--enable-source-maps", "nodejs default: NODE_OPTIONS"],
  ])("of %s is %s", (options, expected) => {
    expect(shown(env(["NODE_OPTIONS", options]))).toEqual([expected]);
  });

  test("on the command line stands above the variable", () => {
    const text = env(["NODE_OPTIONS", "--max-old-space-size=512"]);

    expect(shown(`${text}        command: [node, --max-old-space-size=900, server.js]\n`)).toEqual([
      "nodejs 900Mi: --max-old-space-size=900",
    ]);
  });
});

describe("a container without any of them", () => {
  test("has no flag", () => {
    expect(flags(env(["LOG_LEVEL", "info"]))).toEqual([]);
    expect(flags(container("        args: [node, --endpoint=unix:/csi.sock]\n"))).toEqual([]);
  });

  test("still tells its runtime by what it starts", () => {
    expect(shown(container("        command: [/usr/bin/java, -jar, app.jar]\n"))).toEqual([
      "jvm default: java",
    ]);
    expect(shown(container("        args: [node, dist/server.js]\n"))).toEqual(["nodejs default: node"]);
  });
});

describe("in the layers of a kustomization", () => {
  const base = {
    "base/kustomization.yaml": "resources: [app.yaml]\n",
    "base/app.yaml": env(["JAVA_TOOL_OPTIONS", "-Xmx256m"], ["A", "b"]),
  };
  const over = (patches: string, texts: Record<string, string> = {}) =>
    containerIn(
      locateTexts({
        ...base,
        "over/kustomization.yaml": `resources: [../base]\npatches:\n${patches}`,
        ...texts,
      }),
      "app",
    ).heapFlags.map(({ text, size, location }) => `${text} ${size.kind} ${location?.file ?? "nowhere"}`);
  const patch = deployment(
    "      - name: app\n        env:\n        - name: JAVA_TOOL_OPTIONS\n          value: -Xmx512m\n",
  );
  const json = (path: string): string =>
    `- target: {kind: Deployment, name: api}\n  patch: |-\n    - op: add\n      path: ${path}\n      value: {name: B, value: c}\n`;

  test("a patch decides before the base, and what it does not name stays", () => {
    expect(over("- path: p.yaml\n", { "over/p.yaml": patch })).toEqual(["-Xmx512m bytes over/p.yaml"]);
    const other = patch.replace("JAVA_TOOL_OPTIONS", "A").replace("-Xmx512m", "c");
    expect(over("- path: p.yaml\n", { "over/p.yaml": other })).toEqual(["-Xmx256m bytes base/app.yaml"]);
    expect(over("- path: p.yaml\n", { "over/p.yaml": patch.replace("-Xmx512m", "''") })).toEqual([
      "JAVA_TOOL_OPTIONS default over/p.yaml",
    ]);
  });

  test("a JSON6902 patch of the variables makes the value unknown where nothing renders", () => {
    expect(over(json("/spec/template/spec/containers/0/env/-"))).toEqual(["-Xmx256m unknown base/app.yaml"]);
    expect(over(json("/metadata/annotations"))).toEqual(["-Xmx256m bytes base/app.yaml"]);
  });
});
