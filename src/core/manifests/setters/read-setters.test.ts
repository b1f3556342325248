import { expect, test } from "vitest";
import { explainRefusal } from "../../model/index.ts";
import { locationOf } from "../slot-location.ts";
import { textOf } from "../yaml-nodes.ts";
import { parseYaml } from "../yaml-text.ts";
import { readSetters } from "./read-setters.ts";
import { describeSetter } from "./setter.ts";

const mark = '# {"$optpass": "shop/Deployment/cart/cart:requests.cpu"}';

function read(text: string) {
  const yaml = parseYaml("apps/cart.yaml", text);
  if (!yaml.ok) throw new Error(explainRefusal(yaml.error));
  const { setters, problems } = readSetters(yaml.value, 0);
  return {
    marks: setters.map(({ target, slot }) => {
      const { line, path } = locationOf(slot);
      return `${line} ${path} = ${textOf(slot.node)} is ${describeSetter(target)}`;
    }),
    problems: problems.map(explainRefusal),
  };
}

const is = "is shop/Deployment/cart/cart:requests.cpu";

test.each([
  [`cpu: 250m ${mark}\n`, `1 cpu = 250m ${is}`],
  [`a:\r\n  - cpu: "250m"\t${mark}\r\n`, `2 a[0].cpu = 250m ${is}`],
  [`a: [1, {cpu: '250m'}] ${mark}`, `1 a[1].cpu = 250m ${is}`],
  [`- a # x\n- 250m ${mark}\n- b\n`, `2 [1] = 250m ${is}`],
  [`a: "$optpass"\nb: '# {"$optpass": "x"}'\nc: 1 ${mark}\n`, `3 c = 1 ${is}`],
  [`# we use $optpass here\na: 1 ${mark}\n---\nb: 2\n`, `2 a = 1 ${is}`],
  [`- op: replace\n  path: /spec/x\n  value: 250m ${mark}\n`, `3 [0].value = 250m ${is}`],
  [`patch: |-\n  - op: add\n    value: 250m ${mark}\n`, `3 patch > [0].value = 250m ${is}`],
  [`spec:\n  values:\n    cart:\n      cpu: 250m ${mark}\n`, `4 spec.values.cart.cpu = 250m ${is}`],
  [
    `values: |\n  # {{ x\n  cpu: 250m # {"$optpass": "/StatefulSet/db/pg:limits.memory"}\n`,
    "3 values > cpu = 250m is /StatefulSet/db/pg:limits.memory",
  ],
])("in %j the comment belongs to the value on its line", (text, expected) => {
  expect(read(text)).toEqual({ marks: [expected], problems: [] });
});

test.each([
  [`${mark}\ncpu: 250m\n`, "apps/cart.yaml:1", "stands behind no value"],
  [`a: ${mark}\n  cpu: 250m\n`, "apps/cart.yaml:1", "stands behind no value"],
  [`a: 1\ncpu: ${mark}\n`, "apps/cart.yaml:2", "stands behind no value"],
  [`a: |- ${mark}\n  250m\n`, "apps/cart.yaml:1", "stands behind no value"],
  [`patch: |\n  a: 1\n  ${mark}\n`, "apps/cart.yaml:3", "stands behind no value"],
  ['a: 1 # {"$optpass": "shop/Deployment/cart/cart"}\n', "apps/cart.yaml:1", "does not name NAMESPACE"],
  ['a: 1 # {"$optpass": "shop/Thing/cart/cart:requests.cpu"}\n', "apps/cart.yaml:1", "names the kind Thing"],
  ['a: 1 # {"$optpass": "shop/Pod/cart/cart:replicas"}\n', "apps/cart.yaml:1", "names the setting replicas"],
  ['a: 1 # {"$optpass": 5}\n', "apps/cart.yaml:1", "holds more than the name"],
  ['a: 1 # {"$optpass": "x", "y": 1}\n', "apps/cart.yaml:1", "holds more than the name"],
  ["a: 1 # {$optpass: x}\n", "apps/cart.yaml:1", "is no JSON"],
  [`a: 1 # {"$optpass": "${"x".repeat(2_000)}"}\n`, "apps/cart.yaml:1", "is too long"],
])("in %.80s the comment is refused with its line", (text, where, words) => {
  const { marks, problems } = read(text);
  expect(marks).toEqual([]);
  expect(problems).toEqual([expect.stringContaining(words)]);
  expect(problems[0]).toContain(where);
});

test("a line of 50,000 marks costs no more than one of them", () => {
  const start = performance.now();
  read(`a: 1 # {"$optpass"${' "$optpass"'.repeat(50_000)}\n`);
  read(`a: '${"$optpass".repeat(50_000)}'\n`);
  expect(performance.now() - start).toBeLessThan(5_000);
});
