// How a job of GitHub Actions is told things by lines of its output:
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands

export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly message: string;
  /** A line of a file of the repository. */
  readonly place?: { readonly file: string; readonly line: number; readonly column: number };
}

/** One line that shows on the page of the run, and at its place where it has one. */
export function annotationCommand({ level, message, place }: Annotation): string {
  const properties = {
    title: "OptPass",
    ...(place === undefined ? {} : { file: place.file, line: place.line, col: place.column }),
  };
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${level} ${written.join(",")}::${escapeData(message)}\n`;
}

/** From here to `resumeCommands` with the same token, lines are text and nothing else. */
export function stopCommands(token: string): string {
  return `::stop-commands::${token}\n`;
}

export function resumeCommands(token: string): string {
  return `::${token}::\n`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
