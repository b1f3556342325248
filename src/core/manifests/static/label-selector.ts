/** Labels or annotations of an object; `null` where they are not known. */
export type Labels = ReadonlyMap<string, string> | null;

/**
 * Whether a selector of Kubernetes (`a=b`, `a!=b`, `a`, `!a`, `a in (b,c)`, `a notin (b,c)`, with commas between them)
 * chooses an object with these labels; `null` where that cannot be said.
 */
export function selects(selector: string, labels: Labels): boolean | null {
  if (labels === null || selector.length > longest) return null;
  const answers = requirementsOf(selector).map((requirement) => meets(requirement.trim(), labels));
  if (answers.includes(null)) return null;
  return answers.every((answer) => answer === true);
}

const longest = 2_000;

// Commas inside parentheses are between values.
function requirementsOf(selector: string): readonly string[] {
  return selector.split(/,(?![^(]{0,2000}\))/);
}

function meets(requirement: string, labels: ReadonlyMap<string, string>): boolean | null {
  const set = /^([\w./-]+)\s+(in|notin)\s+\(([^()]*)\)$/.exec(requirement);
  if (set !== null) {
    const [, key = "", operator, values = ""] = set;
    const value = labels.get(key);
    const isIn = value !== undefined && values.split(",").some((one) => one.trim() === value);
    return operator === "in" ? isIn : !isIn;
  }
  const equal = /^([\w./-]+)\s*(==|=|!=)\s*([\w.-]*)$/.exec(requirement);
  if (equal !== null) {
    const [, key = "", operator, value] = equal;
    return (labels.get(key) === value) === (operator !== "!=");
  }
  const exists = /^(!?)\s*([\w./-]+)$/.exec(requirement);
  return exists === null ? null : labels.has(exists[2] ?? "") === (exists[1] === "");
}
