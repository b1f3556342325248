import { chartColours, type UsageChart } from "./usage-chart.ts";

const width = 720;
const height = 260;
const margin = { top: 34, right: 16, bottom: 40, left: 64 };

/** The same chart as SVG, for pages that have no Mermaid. */
export function chartSvg(chart: UsageChart): string {
  const { usage, current, proposed } = chart;
  const top = Math.max(1, ...usage, current ?? 0, proposed ?? 0) * 1.1;
  const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
  const x = (index: number): number => margin.left + (index / Math.max(1, usage.length - 1)) * inner.width;
  const y = (value: number): number => margin.top + (1 - value / top) * inner.height;
  const points = usage.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  const level = (value: number, colour: string, dash: string): string =>
    `<line x1="${margin.left}" x2="${width - margin.right}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"/>`;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const value = top * share;
    return `<text x="${margin.left - 8}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${Math.round(value)}</text><line x1="${margin.left}" x2="${width - margin.right}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}" stroke="currentColor" stroke-opacity=".12"/>`;
  });
  const title = `${chart.resource === "cpu" ? "CPU" : "Memory"} of ${escapeXml(chart.container)}, ${chart.unit}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, sans-serif" font-size="12" fill="currentColor">`,
    `<title>${title}</title><text x="${margin.left}" y="18" font-weight="600">${title}</text>`,
    ...ticks,
    `<polyline points="${points}" fill="none" stroke="${chartColours.usage}" stroke-width="1.5"/>`,
    current === null ? "" : level(current, chartColours.current, "6 4"),
    proposed === null ? "" : level(proposed, chartColours.proposed, "none"),
    `<text x="${margin.left}" y="${height - 14}">${Math.round(chart.days)} days before ${chart.until}</text>`,
    `<text x="${width - margin.right}" y="${height - 14}" text-anchor="end">${chart.until}</text>`,
    "</svg>",
  ].join("");
}

function escapeXml(text: string): string {
  // XML has no control characters, not even escaped, and no half surrogate pairs.
  const drawable = text.replace(/[^\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd]/g, "?");
  return drawable.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
