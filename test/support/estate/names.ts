import { digest } from "./random.ts";

// k8s.io/apimachinery/pkg/util/rand: no vowels and no 0, 1, 3, so that no word appears by chance.
const alphabet = "bcdfghjklmnpqrstvwxz2456789";

/** A random-looking suffix as Kubernetes makes them, fixed by the text it is derived from. */
export function suffix(from: string, length: number): string {
  const bytes = digest(from);
  return Array.from({ length }, (_, i) => alphabet[bytes.readUInt8(i) % alphabet.length]).join("");
}

/** Object UID, in the layout of a version 4 UUID. */
export function uid(from: string): string {
  const hex = digest(`uid/${from}`).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** 64 hex digits, as containerd names a container; a restarted container is a new one. */
export function containerId(podUid: string, container: string, restart: number): string {
  return digest(`${podUid}/${container}/${restart}`).toString("hex");
}

export function podIp(from: string): string {
  const bytes = digest(`ip/${from}`);
  return `10.244.${bytes.readUInt8(0) % 64}.${2 + (bytes.readUInt8(1) % 250)}`;
}
