import { z } from "zod";
import type { ContainerChoice } from "../../../core/manifests/index.ts";
import { UsageError } from "../usage-error.ts";

const printed = z.object({
  namespace: z.string().nullish(),
  kind: z.string().nullish(),
  name: z.string(),
  container: z.string().nullish(),
});

const forms = "NAME, KIND/NAME, NAMESPACE/KIND/NAME or NAMESPACE/KIND/NAME/CONTAINER";

/**
 * Reads `--target`: `NAME`, `KIND/NAME`, `NAMESPACE/KIND/NAME` or `NAMESPACE/KIND/NAME/CONTAINER`, where an empty part
 * matches anything, or the `target` of `optpass locate -o json` as it is. Throws a UsageError.
 */
export function readTarget(text: string, container: string | undefined): ContainerChoice {
  const target = text.trimStart().startsWith("{") ? readPrinted(text) : readParts(text);
  if (container === undefined) return target;
  if (target.container !== undefined && target.container !== container)
    throw new UsageError(`--target names the container ${target.container}, --container ${container}`);
  return { ...target, container };
}

function readParts(text: string): ContainerChoice {
  const parts = text.split("/").map((part) => (part === "" ? undefined : part));
  const [last] = parts.slice(-1);
  if (parts.length === 4) {
    const [namespace, kind, name, container] = parts;
    if (name !== undefined) return { namespace, kind, name, container };
  } else if (last !== undefined && parts.length <= 3) {
    const [kind, namespace] = [parts.at(-2), parts.at(-3)];
    return { namespace, kind, name: last };
  }
  throw new UsageError(`--target is ${text}; write it as ${forms}`);
}

function readPrinted(text: string): ContainerChoice {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError("--target is no JSON, though it begins like it");
  }
  const target = printed.safeParse(value);
  if (!target.success) throw new UsageError(`--target holds no target: ${target.error.issues[0]?.message}`);
  const { namespace, kind, name, container } = target.data;
  return {
    namespace: namespace ?? undefined,
    kind: kind ?? undefined,
    name,
    container: container ?? undefined,
  };
}
