import fc from "fast-check";
import { expect, test } from "vitest";
import { repositoryOf } from "../../../test/fixtures/manifests/kustomize-trees.ts";
import { indexFiles } from "./file-index.ts";
import { within } from "./repository-path.ts";

const pathsBelow = (paths: readonly string[], directory: string): readonly string[] =>
  indexFiles(repositoryOf(Object.fromEntries(paths.map((path) => [path, ""]))))
    .below(directory)
    .map(([path]) => path);

test("neighbours whose names begin alike are not below a folder", () => {
  const paths = ["a", "a-b/x", "a.yaml", "a/x", "a/y/z", "a0/x", "ab/x"];

  expect(pathsBelow(paths, "a")).toEqual(["a/x", "a/y/z"]);
  expect(pathsBelow(paths, "")).toHaveLength(7);
  expect(pathsBelow(paths, "b")).toEqual([]);
});

test("the same as looking at every path, whatever the names", () => {
  const name = fc.stringMatching(/^[a-c.\-/0~é]{1,6}$/);
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 30 }), name, (paths, directory) => {
      const expected = paths.filter((path) => path !== directory && within(directory, path));
      expect([...pathsBelow(paths, directory)].sort()).toEqual([...expected].sort());
    }),
  );
});
