import { chartColours, type UsageChart } from "./usage-chart.ts";

/**
 * Mermaid text of a chart. It stays within what Mermaid 10.9 parses: `xychart-beta`, plain decimals (no exponents, no
 * gaps), titles quoted and free of quotes.
 */
export function mermaid(chart: UsageChart): string {
  const { usage, current, proposed } = chart;
  // On a numeric axis Mermaid spreads the points of each line over all of it, so two make a level.
  const level = (value: number): string => `  line [${decimal(value)}, ${decimal(value)}]`;
  const top = Math.max(1, ...usage, current ?? 0, proposed ?? 0) * 1.1;
  const colours = [
    chartColours.usage,
    ...(current === null ? [] : [chartColours.current]),
    ...(proposed === null ? [] : [chartColours.proposed]),
  ];
  const title = `${chart.resource === "cpu" ? "CPU" : "Memory"} of ${quotable(chart.container)}`;
  return [
    "---",
    "config:",
    "  themeVariables:",
    "    xyChart:",
    `      plotColorPalette: "${colours.join(", ")}"`,
    "---",
    "xychart-beta",
    `  title "${title}"`,
    `  x-axis "days before ${chart.until}" -${decimal(chart.days)} --> 0`,
    `  y-axis "${chart.unit}" 0 --> ${decimal(top)}`,
    `  line [${usage.map(decimal).join(", ")}]`,
    ...(current === null ? [] : [level(current)]),
    ...(proposed === null ? [] : [level(proposed)]),
  ].join("\n");
}

/** The legend in words, in the order and colours of the lines. */
export function legend(chart: UsageChart): string {
  const noun = chart.resource === "cpu" ? "CPU" : "memory";
  const current = chart.current === null ? "" : " · 🟠 today";
  const proposed = chart.proposed === null ? "" : " · 🟢 proposed";
  return `🔵 highest ${noun} of any pod${current}${proposed}`;
}

// Nothing that is measured is larger; from 1e21 on, JavaScript writes exponents.
const largest = 1e15;

function decimal(value: number): string {
  const shown = Number.isNaN(value) ? 0 : Math.min(Math.max(value, 0), largest);
  return String(Number(shown.toFixed(shown >= 100 ? 0 : 2)));
}

function quotable(text: string): string {
  return text.replace(/[^A-Za-z0-9 ._-]/g, "?").slice(0, 60);
}
