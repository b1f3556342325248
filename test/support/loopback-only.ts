import { Socket } from "node:net";
import { afterEach } from "vitest";

// A test talks to servers that it started itself, on loopback. Anything else is a bug in the test or, worse, in the
// product: a token sent to a real host. The attempt throws at once, and fails the test even where the product
// treats a failed connection as an ordinary answer.
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/;
const attempts: string[] = [];

// A proxy would take the loopback servers of the tests for addresses of its own.
for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"]) {
  delete process.env[name];
}

const connect = Socket.prototype.connect;

function hostOf(args: readonly unknown[]): string | undefined {
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first === "object" && first !== null) {
    const options = first as { path?: string; host?: string };
    return options.path === undefined ? (options.host ?? "localhost") : undefined;
  }
  return typeof first === "number" ? (typeof second === "string" ? second : "localhost") : undefined;
}

Socket.prototype.connect = function guarded(this: Socket, ...args: unknown[]): Socket {
  const host = hostOf(args);
  if (host !== undefined && !loopback.test(host)) {
    attempts.push(host);
    throw new Error(`a test tried to connect to ${host}`);
  }
  return (connect as (...inner: unknown[]) => Socket).apply(this, args);
} as typeof Socket.prototype.connect;

afterEach(() => {
  const hosts = attempts.splice(0);
  if (hosts.length > 0) throw new Error(`a test tried to reach ${hosts.join(", ")}`);
});
