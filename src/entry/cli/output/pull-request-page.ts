import { Marked } from "marked";
import { chartSvg, type UsageChart } from "../../../core/propose/index.ts";

/** A pull request as a web page that shows its charts without any script or connection. */
export function pullRequestPage(title: string, body: string, charts: readonly UsageChart[]): string {
  const drawings = charts.map(chartSvg).values();
  const markdown = new Marked({
    gfm: true,
    renderer: {
      // The charts come in the order of their blocks; any other code block is rendered as usual.
      code: ({ lang }) => (lang === "mermaid" ? `<figure>${drawings.next().value ?? ""}</figure>` : false),
    },
  });
  const html = markdown.parse(body.replace(/^> \[!WARNING\]$/gm, "> **Warning**"), { async: false });
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
<main>
<h1>${escapeHtml(title)}</h1>
${html}
</main>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

const style = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 62rem; margin: 2rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.5rem; } h3 { margin-top: 2rem; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid #8884; padding: .35rem .7rem; text-align: left; }
code { background: #8882; border-radius: 4px; padding: .1em .35em; font-size: .9em; }
pre { background: #8882; border-radius: 6px; padding: .8rem; overflow-x: auto; } pre code { background: none; padding: 0; }
blockquote { border-left: 4px solid #d29922; margin: 1rem 0; padding: .1rem 1rem; }
figure { margin: 1rem 0; } svg { max-width: 100%; height: auto; }
`;
