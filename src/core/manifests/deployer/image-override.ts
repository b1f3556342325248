/** An entry of `images` in a kustomization. */
export interface ImageOverride {
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly digest?: string;
}

/**
 * Reads the notation of `kustomize edit set image`: `name=newName:newTag`, `name:tag` or `name@digest`. `*` keeps what
 * the kustomization says. Source: kustomize, commands/edit/set/setimage.go.
 */
export function parseImageOverride(text: string): ImageOverride {
  const [name = "", renamed] = text.split(/=(.*)/s, 2);
  const [image, version] = splitVersion(renamed ?? name);
  const newName = renamed === undefined || image === "*" || image === "" ? {} : { newName: image };
  return { name: renamed === undefined ? image : name, ...newName, ...version };
}

function splitVersion(text: string): readonly [string, Pick<ImageOverride, "newTag" | "digest">] {
  const at = text.indexOf("@");
  if (at >= 0) return [text.slice(0, at), kept("digest", text.slice(at + 1))];
  // A colon before a slash is a port.
  const tag = /^(.*):([\w.-]+|\*)$/s.exec(text);
  return tag === null ? [text, {}] : [tag[1] ?? "", kept("newTag", tag[2] ?? "")];
}

function kept(field: "newTag" | "digest", text: string): Pick<ImageOverride, "newTag" | "digest"> {
  return text === "*" ? {} : { [field]: text };
}

/** Lays an override over the entry of the same name; tag and digest replace each other. */
export function mergeImage(
  images: readonly Readonly<Record<string, unknown>>[],
  { name, newName, newTag, digest }: ImageOverride,
): readonly Readonly<Record<string, unknown>>[] {
  const old = images.find((image) => image["name"] === name) ?? {};
  const version =
    newTag === undefined && digest === undefined
      ? { newTag: old["newTag"], digest: old["digest"] }
      : { newTag, digest };
  const merged = { ...old, name, newName: newName ?? old["newName"], ...version };
  const entry = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== undefined));
  return [...images.filter((image) => image["name"] !== name), entry];
}
