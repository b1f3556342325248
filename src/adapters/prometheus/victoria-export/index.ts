// Raw samples of a VictoriaMetrics, which has no remote read, by its export in JSON lines.
export { victoriaExport } from "./victoria-export.ts";
