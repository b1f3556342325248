import { err, ok, type Result } from "../../model/index.ts";
import { type Data, loadData, splitRender, textAt } from "../data.ts";
import type { Substitution } from "../deployments/deployment.ts";
import { evaluate } from "./envsubst/evaluate.ts";
import { parseTemplate } from "./envsubst/template.ts";
import { fillsIn, isVariableName, lookUpIn } from "./variables.ts";
import { writeObject } from "./write-object.ts";

// As much as one render may have.
const longestResult = 64 * 1024 * 1024;

/**
 * Fills Flux's variables into a render, object by object, as it does after the build. What may come from outside of the
 * repository stays as it is written. The error is a problem for people, such as Flux would report it.
 */
export function substituteVariables(rendered: string, substitution: Substitution): Result<string, string> {
  if (!fillsIn(substitution)) return ok(rendered);
  const misnamed = substitution.variables.find(({ name }) => !isVariableName(name));
  if (misnamed !== undefined) return err(`"${misnamed.name.slice(0, 60)}" is no name of a variable`);
  const lookUp = lookUpIn(substitution);
  const texts: string[] = [];
  let length = 0;
  for (const text of splitRender(rendered)) {
    const objects = text.includes("$") ? loadData(text) : ok([]);
    if (!objects.ok) return objects;
    if (objects.value.length === 0) texts.push(text.replace(/^\n/, ""));
    for (const object of objects.value) {
      const filled = fill(object, lookUp);
      if (!filled.ok) return err(`${describe(object)}: ${filled.error}`);
      length += filled.value.length;
      if (length > longestResult) return err("with its variables filled in, it is larger than 64 MiB");
      texts.push(filled.value);
    }
  }
  return ok(texts.join("---\n"));
}

/** Its labels or annotations tell Flux to leave it as it is. */
export function isLeftAlone(object: Data): boolean {
  const key = "kustomize.toolkit.fluxcd.io/substitute";
  return ["labels", "annotations"].some((kind) => textAt(object, ["metadata", kind, key]) === "disabled");
}

function fill(object: Data, lookUp: (name: string) => string | null): Result<string, string> {
  const written = writeObject(object);
  if (isLeftAlone(object)) return ok(written);
  const template = parseTemplate(written);
  if (!template.ok) return template;
  const filled = evaluate(template.value, written, lookUp);
  if (!filled.ok) return filled;
  const parsed = loadData(filled.value);
  return parsed.ok ? filled : err(`with its variables filled in, it is no YAML: ${parsed.error}`);
}

function describe(object: Data): string {
  return `${textAt(object, ["kind"]) ?? "object"} ${textAt(object, ["metadata", "name"]) ?? ""}`.slice(
    0,
    120,
  );
}
