import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  parseContainerdContainers,
  parseContainerdNamespaces,
  parseContainerdTasks,
} from "./containerd-message.ts";
import {
  formatCriStatusRequest,
  parseCriContainerStatus,
  parseCriContainers,
  parseCriSandboxes,
} from "./cri-message.ts";
import { formatProtobuf } from "./protobuf.ts";

const PARSERS = [
  parseCriContainers,
  parseCriSandboxes,
  parseCriContainerStatus,
  parseContainerdNamespaces,
  parseContainerdContainers,
  parseContainerdTasks,
];

describe("messages of CRI and containerd", () => {
  it("asks for a status with the runtime's own information", () => {
    expect(Buffer.from(formatCriStatusRequest("ab")).toString("hex")).toBe("0a0261621001");
  });

  it("takes an empty answer for an empty list", () => {
    expect(parseCriContainers(new Uint8Array())).toEqual([]);
    expect(parseContainerdTasks(new Uint8Array())).toEqual(new Map());
  });

  it("never throws on any bytes, nor on any message of messages", () => {
    const leaf = fc.oneof(fc.uint8Array({ maxLength: 30 }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));
    const fields = (value: fc.Arbitrary<bigint | Uint8Array>): fc.Arbitrary<Uint8Array> =>
      fc
        .array(fc.record({ number: fc.integer({ min: 1, max: 10 }), value }), { maxLength: 6 })
        .map(formatProtobuf);
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), fields(fields(fields(leaf))));
    fc.assert(
      fc.property(bytes, (input) => {
        for (const parse of PARSERS) parse(input);
      }),
      { seed: 10, numRuns: 1000 },
    );
  });
});
