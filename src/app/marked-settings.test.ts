import { describe, expect, test } from "vitest";
import { chooseContainer, markedValues } from "../core/manifests/index.ts";
import { explainRefusal, type SettingName } from "../core/model/index.ts";
import { editMarked } from "./edit-marked.ts";
import { editTogether } from "./edit-together.ts";
import { locateSettings } from "./locate-settings.ts";

const deployment = (cpu: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: cart
  namespace: shop
spec:
  template:
    spec:
      containers:
        - name: cart
          image: cart
          resources:
            requests:
              cpu: ${cpu}
              memory: 64Mi
`;

const mark = (setting: SettingName, namespace = "shop"): string =>
  `# {"$optpass": "${namespace}/Deployment/cart/cart:${setting}"}`;

function locate(files: Readonly<Record<string, string>>) {
  const texts = Object.entries(files).map(([path, text]) => [path, { kind: "text", text } as const] as const);
  return locateSettings({ origin: "infra", files: new Map(texts) }, null);
}

const cart = { name: "cart" };

describe("a marked value decides over everything that was found otherwise", () => {
  const files = {
    "apps/cart.yaml": deployment("250m"),
    "vars/sizes.yaml": `cart:\n  cpu: 300m ${mark("requests.cpu")}\n`,
  };

  test("as the place of the setting, of that setting alone", async () => {
    const located = await locate(files);
    const container = chooseContainer(located, cart);

    const settings = container.ok ? container.value.settings : null;
    expect(settings?.["requests.cpu"]).toMatchObject({
      raw: "300m",
      writtenAt: { file: "vars/sizes.yaml", line: 2, path: "cart.cpu" },
      place: { ok: true, value: { edit: { kind: "replace" } } },
      foundBy: "comment",
    });
    expect(settings?.["requests.memory"]).toMatchObject({
      raw: "64Mi",
      writtenAt: { file: "apps/cart.yaml" },
      foundBy: "static",
    });
    expect(markedValues(located)).toEqual([]);
  });

  test("and is what an edit changes, with its comment kept", async () => {
    const located = await locate(files);
    const container = chooseContainer(located, cart);
    if (!container.ok) throw new Error(explainRefusal(container.error));

    const edited = await editTogether(located, null, [
      { container: container.value, changes: [{ setting: "requests.cpu", value: "150m" }] },
    ]);

    expect(edited.ok && edited.value.files.map(({ path, after }) => [path, after])).toEqual([
      ["vars/sizes.yaml", `cart:\n  cpu: 150m ${mark("requests.cpu")}\n`],
    ]);
  });

  test("a mark of another namespace says nothing of it", async () => {
    const located = await locate({
      ...files,
      "vars/sizes.yaml": `cpu: 300m ${mark("requests.cpu", "other")}\n`,
    });
    const container = chooseContainer(located, cart);

    expect(container.ok && container.value.settings["requests.cpu"].raw).toBe("250m");
    expect(markedValues(located)).toHaveLength(1);
  });

  test("two marks for one setting are refused with both places", async () => {
    const located = await locate({ ...files, "vars/more.yaml": `cpu: 1 ${mark("requests.cpu", "")}\n` });
    const container = chooseContainer(located, cart);

    const place = container.ok ? container.value.settings["requests.cpu"].place : null;
    expect(place?.ok === false && explainRefusal(place.error)).toContain(
      "vars/more.yaml:1, vars/sizes.yaml:2",
    );
  });

  test("a mark in a file of the environment goes before one elsewhere", async () => {
    const located = await locate({
      ...files,
      "apps/cart.yaml": deployment(`250m ${mark("requests.cpu")}`),
    });
    const container = chooseContainer(located, cart);

    expect(container.ok && container.value.settings["requests.cpu"].writtenAt?.file).toBe("apps/cart.yaml");
  });

  test("a mark in a file of another environment says nothing of this one", async () => {
    const located = await locate({
      "prod/cart.yaml": deployment("250m"),
      "staging/cart.yaml": deployment(`100m ${mark("requests.cpu", "")}`).replace("shop", "staging"),
    });
    const rawOf = (namespace: string) => {
      const container = chooseContainer(located, { ...cart, namespace });
      return container.ok ? container.value.settings["requests.cpu"].raw : null;
    };

    expect([rawOf("shop"), rawOf("staging")]).toEqual(["250m", "100m"]);
  });

  test("a marked value is not taken out", async () => {
    const container = chooseContainer(await locate(files), cart);

    expect(container.ok && container.value.settings["requests.cpu"].removal).toMatchObject({
      ok: false,
      error: { code: "unsupported-syntax", file: "vars/sizes.yaml" },
    });
  });
});

describe("a marked value of a container that no file shows", () => {
  const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: cart
spec:
  values:
    cpu: "250m" ${mark("requests.cpu")}
    memory: 64Mi ${mark("requests.memory")}
`;

  test("is edited, and what it renders to is said to be unproved", async () => {
    const located = await locate({ "apps/release.yaml": release });
    const edited = editMarked(located, cart, [
      { setting: "requests.cpu", value: "150m" },
      { setting: "requests.memory", value: "96Mi" },
    ]);

    expect(edited?.ok && edited.value.files[0]?.after).toBe(
      release.replace("250m", "150m").replace("64Mi", "96Mi"),
    );
    expect(edited?.ok && edited.value.proof.statements).toEqual([
      "A second YAML parser sees 2 values changed in apps/release.yaml, and nothing else.",
      "Comments say what these values are; no render shows it, so nothing is proved of that.",
    ]);
  });

  test.each([
    ["requests.cpu", "lots", "OP331", "impossible-quantity"],
    ["limits.cpu", "1", "OP301", "not-in-repository"],
  ] as const)("%s becomes no %s", async (setting, value, _, code) => {
    const located = await locate({ "apps/release.yaml": release });
    const both = [{ setting: "requests.memory", value: "96Mi" } as const, { setting, value }];
    expect(editMarked(located, cart, both)).toMatchObject({ ok: false, error: { code } });
  });

  test("of two containers, one is to be named", async () => {
    const other = release.replaceAll("cart:", "proxy:");
    const located = await locate({ "a/release.yaml": release, "b/release.yaml": other });
    const changes = [{ setting: "requests.cpu", value: "1" } as const];

    expect(editMarked(located, cart, changes)).toMatchObject({
      ok: false,
      error: { code: "ambiguous-target" },
    });
    expect(editMarked(located, { name: "cart", container: "proxy" }, changes)?.ok).toBe(true);
    expect(editMarked(located, { name: "nothing" }, changes)).toBeNull();
  });

  test("in a value that is shared through an anchor is refused", async () => {
    const located = await locate({ "v.yaml": `a: &a 250m ${mark("requests.cpu")}\nb: *a\n` });

    expect(editMarked(located, cart, [{ setting: "requests.cpu", value: "1" }])).toMatchObject({
      ok: false,
      error: { code: "shared-anchor" },
    });
  });
});
