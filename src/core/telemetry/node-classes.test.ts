import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { duration, type InstantSample, type Labels } from "../model/index.ts";
import { askNodes, mergeNodes, type NodeSize, nodeClass, readNodes } from "./node-classes.ts";

const gibi = 2 ** 30;
const type = "label_node_kubernetes_io_instance_type";
const beta = "label_beta_kubernetes_io_instance_type";

const typed = (labels: Labels): InstantSample => ({
  labels: { optpass_asked: "types", ...labels },
  value: 1,
});
const sized = (node: string, resource: string, value: number): InstantSample => ({
  labels: { optpass_asked: "sizes", node, resource },
  value,
});
const classes = (samples: readonly InstantSample[]) =>
  readNodes(samples).map((size) => [size.node, nodeClass(size)]);

describe("the class of a node", () => {
  test("is its instance type, by the new label or the old one", () => {
    expect(
      classes([
        typed({ node: "a", [type]: "m5.large" }),
        typed({ node: "b", [beta]: "m5.xlarge" }),
        typed({ node: "c", [type]: "n2-standard-4", [beta]: "old" }),
      ]),
    ).toEqual([
      ["a", "m5.large"],
      ["b", "m5.xlarge"],
      ["c", "n2-standard-4"],
    ]);
  });

  test("without a type is its size, as far as that is known", () => {
    expect(
      classes([
        typed({ node: "a" }),
        sized("a", "cpu", 16),
        sized("a", "memory", 61.6 * gibi),
        sized("b", "cpu", 0.94),
        sized("c", "memory", 7.6 * gibi),
        typed({ node: "d" }),
        sized("e", "cpu", Number.NaN),
      ]),
    ).toEqual([
      ["a", "16 cores and 64Gi"],
      ["b", "1 core"],
      ["c", "8Gi"],
      ["d", null],
    ]);
  });

  test.each([
    [15.4, "16Gi"],
    [15.6, "16Gi"],
    [11.7, "12Gi"],
    [0.4, "1Gi"],
    [1.4, "1.5Gi"],
  ])("of %d GiB that are left of its memory is the size it was sold as", (left, expected) => {
    expect(nodeClass({ node: "a", type: null, cores: null, bytes: left * gibi })).toBe(expected);
  });

  test("is no text that cannot be the value of a label", () => {
    const hostile = ["](http://x)", "a\nb", "x".repeat(64), "-a", ""].map((text) =>
      typed({ node: "a", [type]: text }),
    );

    expect(classes(hostile)).toEqual([["a", null]]);
    expect(readNodes([typed({ [type]: "m5.large" }), typed({ node: "", [type]: "m5.large" })])).toEqual([]);
  });

  test("of another cluster is another node's", () => {
    const nodes = readNodes([
      typed({ node: "a", [type]: "m5.large" }),
      typed({ cluster: "east", node: "a", [type]: "m5.xlarge" }),
    ]);

    expect(nodes.map(({ cluster, type: name }) => [cluster, name])).toEqual([
      [undefined, "m5.large"],
      ["east", "m5.xlarge"],
    ]);
  });
});

test("what several passes saw adds up to what one pass sees, in any order", () => {
  const node: fc.Arbitrary<NodeSize> = fc.record({
    node: fc.constantFrom("a", "b"),
    type: fc.constantFrom(null, "m5.large", "m5.xlarge"),
    cores: fc.constantFrom(null, 2, 4),
    bytes: fc.constantFrom(null, 8, 16),
  });
  fc.assert(
    fc.property(fc.array(node), fc.array(node), (earlier, later) => {
      const whole = mergeNodes([...later, ...earlier]);

      expect(mergeNodes([...mergeNodes(earlier), ...mergeNodes(later)])).toEqual(whole);
      expect(mergeNodes([...whole, ...earlier])).toEqual(whole);
    }),
  );
});

test("types and sizes of all nodes are one question", () => {
  const question = askNodes(duration(70, "m"));

  expect(question).toContain('last_over_time(kube_node_labels{node!=""}[1h10m])');
  expect(question).toContain('kube_node_status_capacity{resource=~"cpu|memory"}');
});
