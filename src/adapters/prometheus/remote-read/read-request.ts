import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { LabelMatcher, Window } from "../../../core/model/index.ts";

// Numbers of the fields and enums are those of prompb/remote.proto and prompb/types.proto.
const matcherTypes = { "=": 0, "!=": 1, "=~": 2, "!~": 3 } as const;
const streamedXorChunks = 1;

/** A `prometheus.ReadRequest` of one query over a half-open window, whose answer may be streamed chunks only. */
export function encodeReadRequest(matchers: readonly LabelMatcher[], window: Window): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.Varint).int64(Math.ceil(window.from));
  // Both ends are included there.
  writer.tag(2, WireType.Varint).int64(Math.ceil(window.to) - 1);
  for (const { label, op, value } of matchers) {
    writer.tag(3, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.Varint).int32(matcherTypes[op]);
    writer.tag(2, WireType.LengthDelimited).string(label);
    writer.tag(3, WireType.LengthDelimited).string(value).join();
  }
  writer.join();
  writer.tag(2, WireType.LengthDelimited).bytes(Uint8Array.of(streamedXorChunks));
  return writer.finish();
}
