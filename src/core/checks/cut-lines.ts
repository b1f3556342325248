// GitHub's limit of summary and text, less what closes a cut text.
const longestOfCheck = 65_535 - 200;

/** Whole lines as far as they fit. A fence or fold that is open at the cut is closed, and the cut is said. */
export function cutLines(text: string, longest = longestOfCheck): string {
  if (text.length <= longest) return text;
  const kept = text.slice(0, text.lastIndexOf("\n", longest) + 1 || longest).split("\n");
  let fence: string | null = null;
  let folds = 0;
  for (const line of kept) {
    const run = /^(`{3,}|~{3,})/.exec(line)?.[1] ?? null;
    if (fence !== null) {
      if (run?.startsWith(fence) === true && line.trim() === run) fence = null;
    } else if (run !== null) fence = run;
    else folds += line.split("<details>").length - line.split("</details>").length;
  }
  const closing = [
    ...(fence === null ? [] : [fence]),
    ...Array.from({ length: Math.min(Math.max(folds, 0), 5) }, () => "\n</details>"),
  ];
  return [...kept, ...closing, "", "The rest is left out: the page would be too long."].join("\n");
}
