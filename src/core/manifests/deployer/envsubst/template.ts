import type { Result } from "../../../model/index.ts";
import { ok } from "../../../model/index.ts";
import { readExpansion } from "./expansion.ts";
import type { Template, TemplatePart } from "./template-part.ts";

/**
 * Parses a text the way Flux's `envsubst` does, which differs from a shell: `$NAME` means nothing, `$$` is an escaped
 * dollar everywhere outside of expansions, and one malformed expansion makes the whole text an error, for people.
 * Source: fluxcd/pkg, envsubst/parse.
 */
export function parseTemplate(text: string): Result<Template, string> {
  const parts: TemplatePart[] = [];
  let plain = "";
  let [plainFrom, at] = [0, 0];
  const flush = (end: number): void => {
    if (plain !== "") parts.push({ kind: "text", text: plain, start: plainFrom, end });
    plain = "";
  };
  for (;;) {
    const dollar = text.indexOf("$", at);
    plain += text.slice(at, dollar < 0 ? undefined : dollar);
    if (dollar < 0) break;
    if (text[dollar + 1] === "{") {
      flush(dollar);
      const expansion = readExpansion(text, dollar);
      if (!expansion.ok) return expansion;
      parts.push(expansion.value);
      at = expansion.value.end;
      plainFrom = at;
    } else {
      plain += "$";
      at = dollar + (text[dollar + 1] === "$" ? 2 : 1);
    }
  }
  flush(text.length);
  return ok(parts);
}

/** Names of all variables that a template reads, once for each time. */
export function namesIn(template: Template): readonly string[] {
  return template.flatMap((part) => (part.kind === "text" ? [] : [part.name, ...namesIn(part.args)]));
}
