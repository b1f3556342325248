// The GitHub App as a server: webhooks -> a queue that survives -> workers that pass over repositories.
export { type OpenServerOptions, openServer } from "./open-server.ts";
