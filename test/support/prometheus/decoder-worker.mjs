// Node 20 reads no TypeScript in a thread, whatever reads it in the program that starts one.
import { register } from "tsx/esm/api";

register();
await import("../../../src/adapters/prometheus/remote-read/decoder-worker.ts");
