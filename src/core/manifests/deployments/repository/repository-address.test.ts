import { describe, expect, test } from "vitest";
import { showAddress, whoseRepository } from "./repository-address.ts";

describe("the address of a repository", () => {
  test.each([
    "https://github.com/acme/infra",
    "https://github.com/acme/infra.git",
    "https://github.com/acme/infra/",
    "https://user:secret@GitHub.com/Acme/Infra.git",
    "git@github.com:acme/infra.git",
    "ssh://git@github.com:22/acme/infra",
    "github.com:acme/infra",
  ])("%s is the same repository in another spelling", (address) => {
    expect(whoseRepository(address, ["https://github.com/acme/infra"])).toBe("this");
    expect(whoseRepository(address, ["acme/infra"])).toBe("this");
  });

  test.each([
    "https://github.com/acme/infra-private",
    "https://github.com/other/infra",
    "https://github.com.evil.example/acme/infra",
    "https://evil.example/github.com/acme/infra",
    "https://github.com/acme/infra/../infra",
    "https://github.com@evil.example/acme/infra",
    "not an address",
    "",
  ])("%j is another one", (address) => {
    expect(whoseRepository(address, ["https://github.com/acme/infra"])).toBe("other");
  });

  test("is of unknown meaning where the repository itself has no name", () => {
    expect(whoseRepository("https://github.com/acme/infra", [])).toBe("unknown");
  });

  test("is shown without the password in it", () => {
    expect(showAddress("https://user:secret@github.com/acme/infra")).toBe("https://github.com/acme/infra");
  });
});
