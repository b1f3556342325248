/** A line of VictoriaMetrics's JSON format; times in Unix seconds, as in OpenMetrics. */
export function importLine(
  labels: Readonly<Record<string, string>>,
  samples: readonly (readonly [seconds: number, value: number])[],
): string {
  const values = samples.map(([, value]) => (Number.isFinite(value) ? `${value}` : special(value)));
  const times = samples.map(([seconds]) => Math.round(seconds * 1000));
  return `{"metric":${JSON.stringify(labels)},"values":[${values.join(",")}],"timestamps":[${times.join(",")}]}`;
}

// Not JSON, and what every version of it reads.
function special(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "Inf" : "-Inf";
}

/** The samples of OpenMetrics text, a line for each series. */
export function importLinesOf(openMetrics: string): readonly string[] {
  const series = new Map<string, { labels: Record<string, string>; samples: [number, number][] }>();
  for (const line of openMetrics.split("\n")) {
    const match = /^([a-z_]+)(?:\{(.*)\})? (\S+) (\S+)$/.exec(line);
    if (match === null || line.startsWith("#")) continue;
    const [, name = "", labels = "", value = "", time = ""] = match;
    const key = `${name}{${labels}}`;
    const one = series.get(key) ?? { labels: { __name__: name, ...labelsOf(labels) }, samples: [] };
    one.samples.push([Number(time), Number(value.replace("Inf", "Infinity"))]);
    series.set(key, one);
  }
  return [...series.values()].map(({ labels, samples }) => importLine(labels, samples));
}

function labelsOf(text: string): Record<string, string> {
  const pairs = text.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g);
  return Object.fromEntries(
    [...pairs].map(([, name = "", value = ""]) => [name, value.replace(/\\(.)/g, "$1")]),
  );
}
