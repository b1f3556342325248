import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { encodeXorChunk, type Sample } from "./encode-xor-chunk.ts";

/** A read request as the fake understood it. */
export interface SeenRead {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Unix milliseconds, both included. */
  readonly start: number;
  readonly end: number;
  /** Type, name and value of each matcher. */
  readonly matchers: readonly (readonly [number, string, string])[];
  readonly acceptedTypes: readonly number[];
}

export type ReadAnswer = (response: ServerResponse, read: SeenRead) => void;

export interface FakeRemoteRead {
  readonly url: string;
  readonly reads: readonly SeenRead[];
  stop(): Promise<void>;
}

/** A remote read endpoint on loopback; the n-th request gets the n-th answer, the last one is repeated. */
export async function startFakeRemoteRead(
  ...answers: readonly [ReadAnswer, ...ReadAnswer[]]
): Promise<FakeRemoteRead> {
  const reads: SeenRead[] = [];
  const server = createServer(async (incoming, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    const request = decodeRequest(unpackLiterals(Buffer.concat(pieces)));
    const read = { path: incoming.url ?? "", headers: incoming.headers, ...request };
    const answer = answers[Math.min(reads.length, answers.length - 1)] ?? answers[0];
    reads.push(read);
    answer(response, read);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, reads, stop };
}

export const streamed = {
  "content-type": "application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse",
};

/** Answers with bytes, whatever they are, as a stream of frames. */
export function streamOf(...frames: readonly Uint8Array[]): ReadAnswer {
  return (response) => {
    response.writeHead(200, streamed);
    response.end(Buffer.concat(frames));
  };
}

/** One series of a message: its labels, and chunks of a type (1: XOR) with their bytes. */
export interface SeriesPart {
  readonly labels: Readonly<Record<string, string>>;
  readonly chunks: readonly { readonly type: number; readonly data: Uint8Array }[];
}

export function xorPart(labels: SeriesPart["labels"], ...chunks: readonly (readonly Sample[])[]): SeriesPart {
  return { labels, chunks: chunks.map((samples) => ({ type: 1, data: encodeXorChunk(samples) })) };
}

/** A `prometheus.ChunkedReadResponse`. */
export function messageOf(...parts: readonly SeriesPart[]): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  for (const { labels, chunks } of parts) {
    writer.tag(1, WireType.LengthDelimited).fork();
    for (const [name, value] of Object.entries(labels)) {
      writer.tag(1, WireType.LengthDelimited).fork();
      writer.tag(1, WireType.LengthDelimited).string(name);
      writer.tag(2, WireType.LengthDelimited).string(value).join();
    }
    for (const { type, data } of chunks) {
      writer.tag(2, WireType.LengthDelimited).fork();
      writer.tag(1, WireType.Varint).int64(1);
      writer.tag(2, WireType.Varint).int64(2);
      writer.tag(3, WireType.Varint).int32(type);
      writer.tag(4, WireType.LengthDelimited).bytes(data).join();
    }
    writer.join();
  }
  writer.tag(2, WireType.Varint).int64(0);
  return writer.finish();
}

/** A message in its frame: length, checksum, bytes. */
export function frameOf(message: Uint8Array, checksum = slowCrc32c(message)): Uint8Array {
  const length = new BinaryWriter().uint32(message.length).finish();
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(checksum);
  return Buffer.concat([length, crc, message]);
}

/** CRC-32C by the definition, bit by bit. */
export function slowCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

// The format_description.txt of Snappy, as far as literals go.
function unpackLiterals(block: Buffer): Buffer {
  const reader = new BinaryReader(block);
  const length = reader.uint32();
  const literals: Buffer[] = [];
  for (let at = reader.pos; at < block.length; ) {
    const tag = block[at] ?? 0;
    if ((tag & 3) !== 0) throw new Error("not a literal");
    const extra = Math.max(0, (tag >> 2) - 59);
    const size = (extra === 0 ? tag >> 2 : block.readUIntLE(at + 1, extra)) + 1;
    literals.push(block.subarray(at + 1 + extra, at + 1 + extra + size));
    at += 1 + extra + size;
  }
  const unpacked = Buffer.concat(literals);
  if (unpacked.length !== length) throw new Error("wrong length");
  return unpacked;
}

function decodeRequest(bytes: Uint8Array): Omit<SeenRead, "path" | "headers"> {
  const request = fieldsOf(bytes);
  const query = fieldsOf(request.find(([field]) => field === 1)?.[1] as Uint8Array);
  const matchers = query
    .filter(([field]) => field === 3)
    .map(([, matcher]) => fieldsOf(matcher as Uint8Array));
  return {
    start: Number(fieldOf(query, 1)),
    end: Number(fieldOf(query, 2)),
    matchers: matchers.map((fields) => {
      const text = (field: number) => Buffer.from(fieldOf(fields, field) as Uint8Array).toString("utf8");
      return [Number(fieldOf(fields, 1)), text(2), text(3)] as const;
    }),
    acceptedTypes: [...(fieldOf(request, 2) as Uint8Array)],
  };
}

type Field = readonly [number: number, value: Uint8Array | bigint];

function fieldsOf(bytes: Uint8Array): Field[] {
  const reader = new BinaryReader(bytes);
  const fields: Field[] = [];
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    fields.push([field, wire === WireType.Varint ? BigInt(reader.int64()) : reader.bytes()]);
  }
  return fields;
}

function fieldOf(fields: readonly Field[], field: number): Uint8Array | bigint {
  return fields.find(([number]) => number === field)?.[1] ?? 0n;
}
