import { gzipSync } from "node:zlib";
import { Header, type HeaderData } from "tar";
import { expect, test } from "vitest";
import { defaultLimits, type Limits } from "./options.ts";
import { readArchive } from "./read-archive.ts";

interface Member extends HeaderData {
  readonly content?: string;
}

/** A tar archive of exactly these members, however hostile. */
function archive(members: readonly Member[]): Buffer {
  const blocks: Buffer[] = [];
  for (const { content = "", ...data } of members) {
    const header = Buffer.alloc(512);
    new Header({ mode: 0o644, size: Buffer.byteLength(content), type: "File", ...data }).encode(header, 0);
    const padded = Buffer.alloc(Math.ceil(Buffer.byteLength(content) / 512) * 512);
    padded.write(content);
    blocks.push(header, padded);
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

async function read(bytes: Buffer, limits: Partial<Limits> = {}) {
  const body = new Blob([Uint8Array.from(bytes)]).stream();
  return readArchive(body, { ...defaultLimits, ...limits });
}

const packed = (members: readonly Member[]): Buffer => gzipSync(archive(members));

test("files are found under the archive's top folder, and links keep their target", async () => {
  const entries = await read(
    packed([
      { path: "acme-infra-abc/", type: "Directory" },
      { path: "acme-infra-abc/k8s/a.yaml", content: "cpu: 1\n" },
      { path: "acme-infra-abc/link", type: "SymbolicLink", linkpath: "../../etc/passwd" },
    ]),
  );
  expect(Object.fromEntries(entries)).toEqual({
    "k8s/a.yaml": { kind: "file", content: Buffer.from("cpu: 1\n") },
    link: { kind: "symlink", target: "../../etc/passwd" },
  });
});

test("paths that lead outside, into .git or nowhere are left out, as is everything that is no file", async () => {
  const entries = await read(
    packed([
      { path: "top/../../etc/passwd", content: "x" },
      { path: "top/a/../../b.yaml", content: "x" },
      { path: "/etc/passwd", content: "x" },
      { path: "top/.git/config", content: "x" },
      { path: "top/sub/.Git/hooks/post-checkout", content: "x" },
      { path: "top/back\\slash", content: "x" },
      { path: "top/new\nline", content: "x" },
      { path: "alone.yaml", content: "x" },
      { path: "top/device", type: "CharacterDevice" },
      { path: "top/hard", type: "Link", linkpath: "top/good.yaml" },
      { path: "top/__proto__", content: "kept" },
      { path: "top/good.yaml", content: "ok" },
    ]),
  );
  expect([...entries.keys()].filter((path) => path !== "etc/passwd")).toEqual(["__proto__", "good.yaml"]);
});

test("a file larger than allowed is left out without being kept in memory", async () => {
  const members = [
    { path: "top/big", content: "x".repeat(2000) },
    { path: "top/small", content: "ok" },
  ];
  expect([...(await read(packed(members), { fileBytes: 1000 })).keys()]).toEqual(["small"]);
});

test("a small download that unpacks to far more than allowed is stopped", async () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  expect(bomb.length).toBeLessThan(100_000);
  await expect(read(bomb, { unpackedBytes: 1024 * 1024 })).rejects.toMatchObject({ code: "too-heavy" });
});

test("a download that is too long is stopped", async () => {
  const bytes = packed([{ path: "top/a", content: "x".repeat(4000) }]);
  await expect(read(bytes, { archiveBytes: 20 })).rejects.toMatchObject({ code: "too-heavy" });
});

test("an archive that is damaged, cut or none at all is an error, never an empty repository", async () => {
  const good = archive([{ path: "top/a.yaml", content: "x".repeat(3000) }]);
  const damaged = Buffer.from(good);
  damaged.fill(0xff, 0, 100);
  await expect(read(gzipSync(damaged))).rejects.toThrow();
  await expect(read(gzipSync(good).subarray(0, 60))).rejects.toThrow();
  await expect(read(gzipSync(good.subarray(0, 1500)))).rejects.toThrow();
  await expect(read(Buffer.from("<html>sign in</html>"))).rejects.toThrow();
  await expect(readArchive("text", defaultLimits)).rejects.toThrow();
});
