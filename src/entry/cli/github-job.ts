import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";
import { variable } from "./options/environment.ts";
import { printable } from "./output/printable.ts";
import {
  type Annotation,
  annotationCommand,
  resumeCommands,
  stopCommands,
} from "./output/workflow-commands.ts";
import type { Streams } from "./streams.ts";
import { UsageError } from "./usage-error.ts";

/** What a job of GitHub Actions shows beside its log. Elsewhere nothing does. */
export interface Job {
  /** Shown on the page of the run. GitHub takes ten of each level from a step. */
  annotate(annotation: Annotation): void;
  /** Markdown for the page of the run; nothing where there is none. */
  addSummary(text: string): void;
}

/**
 * Runs a command that may be a step of one. What it prints meanwhile holds names that strangers chose, and is text to the
 * runner whatever it looks like; annotations are kept until its end. What it throws is one of them.
 */
export async function inJob(streams: Streams, run: (job: Job) => Promise<void>): Promise<void> {
  const isAction = variable(streams.environment, "GITHUB_ACTIONS") === "true";
  const token = randomUUID();
  const annotations: Annotation[] = [];
  if (isAction) streams.stdout.write(stopCommands(token));
  try {
    await run({
      annotate: (one) => void annotations.push(one),
      addSummary: (text) => addSummary(variable(streams.environment, "GITHUB_STEP_SUMMARY"), text),
    });
  } catch (error) {
    annotations.push({ level: "error", message: messageOf(error) });
    throw error;
  } finally {
    if (isAction) {
      streams.stdout.write(resumeCommands(token));
      for (const one of annotations)
        streams.stdout.write(annotationCommand({ ...one, message: printable(one.message) }));
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function addSummary(file: string | undefined, text: string): void {
  if (file === undefined) return;
  try {
    appendFileSync(file, text);
  } catch (error) {
    throw new UsageError(`GITHUB_STEP_SUMMARY: cannot write to ${file}: ${messageOf(error)}`);
  }
}
