import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parsePrometheusUrl } from "../../../adapters/prometheus/index.ts";
import { readPrometheusAuth } from "./prometheus-auth.ts";

const file = fileURLToPath(import.meta.url);
const workspace = "https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1";

function read(
  flags: Parameters<typeof readPrometheusAuth>[0],
  environment: Readonly<Record<string, string>> = {},
  address = "https://prometheus.example",
) {
  const url = parsePrometheusUrl(address);
  if (!url.ok) throw new Error(url.error);
  return readPrometheusAuth(flags, environment, url.value);
}

test("nobody is named", () => {
  expect(read({}, { AWS_REGION: "eu-west-1", OPTPASS_PROMETHEUS_PASSWORD: "left over" })).toBeNull();
});

test.each([
  [{ OPTPASS_PROMETHEUS_TOKEN: "abc" }, { kind: "bearer", token: "abc" }],
  [{ OPTPASS_PROMETHEUS_TOKEN_FILE: file }, { kind: "bearer-file", file }],
  [{ OPTPASS_PROMETHEUS_USERNAME: "me" }, { kind: "basic", username: "me", password: "" }],
  [
    { OPTPASS_PROMETHEUS_USERNAME: "me", OPTPASS_PROMETHEUS_PASSWORD: "pw" },
    { kind: "basic", username: "me", password: "pw" },
  ],
])("%j is who asks", (environment, auth) => {
  expect(read({}, environment)).toEqual(auth);
});

test.each([
  ["a flag", { prometheusSigv4Region: "us-east-1" }, { AWS_REGION: "eu-west-1" }, "us-east-1"],
  ["AWS_REGION", { prometheusSigv4: true }, { AWS_REGION: "ap-southeast-2" }, "ap-southeast-2"],
  ["AWS_DEFAULT_REGION", { prometheusSigv4: true }, { AWS_DEFAULT_REGION: "us-gov-west-1" }, "us-gov-west-1"],
] as const)("requests are signed for the region of %s", (_, flags, environment, region) => {
  expect(read(flags, environment)).toEqual({ kind: "sigv4", region });
});

test.each([
  [workspace, "eu-west-1"],
  ["https://aps-workspaces-fips.us-east-2.api.aws/workspaces/ws-1", "us-east-2"],
  ["https://aps-workspaces.cn-north-1.amazonaws.com.cn/workspaces/ws-1", "cn-north-1"],
])("%s is signed for by itself, for its own region", (address, region) => {
  expect(read({}, { AWS_REGION: "us-west-2" }, address)).toEqual({ kind: "sigv4", region });
  expect(read({ prometheusSigv4: true }, { AWS_REGION: "us-west-2" }, address)).toEqual({
    kind: "sigv4",
    region,
  });
});

test("credentials that were named win over what an address suggests", () => {
  expect(read({}, { OPTPASS_PROMETHEUS_TOKEN: "abc" }, workspace)).toMatchObject({ kind: "bearer" });
  expect(read({}, {}, workspace.replace("//", "//me:pw@"))).toBeNull();
});

test("a name that only looks like one of AWS is not signed for", () => {
  expect(read({}, {}, "https://aps-workspaces.eu-west-1.amazonaws.com.evil.example")).toBeNull();
});

test.each([
  [
    {},
    { OPTPASS_PROMETHEUS_TOKEN: "s3cret", OPTPASS_PROMETHEUS_USERNAME: "me" },
    "set OPTPASS_PROMETHEUS_TOKEN or OPTPASS_PROMETHEUS_USERNAME, not both",
  ],
  [
    {},
    { OPTPASS_PROMETHEUS_TOKEN: "s3cret", OPTPASS_PROMETHEUS_TOKEN_FILE: file },
    "set OPTPASS_PROMETHEUS_TOKEN or OPTPASS_PROMETHEUS_TOKEN_FILE, not both",
  ],
  [
    { prometheusSigv4Region: "eu-west-1" },
    { OPTPASS_PROMETHEUS_USERNAME: "me" },
    "set OPTPASS_PROMETHEUS_USERNAME or --prometheus-sigv4-region, not both",
  ],
  [
    {},
    { OPTPASS_PROMETHEUS_TOKEN_FILE: "/nowhere/token" },
    "OPTPASS_PROMETHEUS_TOKEN_FILE: there is no file /nowhere/token",
  ],
  [
    { prometheusSigv4: true },
    {},
    "--prometheus-sigv4: say in which region: --prometheus-sigv4-region or AWS_REGION",
  ],
  [
    { prometheusSigv4Region: "europe" },
    {},
    '--prometheus-sigv4-region: "europe" is not a region of AWS, such as eu-west-1',
  ],
] as const)("%j with %j is refused", (flags, environment, message) => {
  expect(() => read(flags, environment)).toThrow(message);
});
