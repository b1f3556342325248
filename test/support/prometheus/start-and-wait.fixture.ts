import { startPrometheus } from "./start-prometheus.ts";

// Starts a server, tells its address and waits to be killed.
const prometheus = await startPrometheus();
console.log(prometheus.url);
setInterval(() => undefined, 60_000);
