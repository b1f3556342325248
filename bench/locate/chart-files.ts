import type { Chance } from "../../test/support/estate/random.ts";
import { whole } from "./manifest-texts.ts";

/** A chart with a template for its workload, defaults, and values for each stage. */
export function chartFiles(
  name: string,
  stages: readonly string[],
  chance: Chance,
): readonly (readonly [string, string])[] {
  const folder = `charts/${name}`;
  return [
    [`${folder}/Chart.yaml`, `apiVersion: v2\nname: ${name}\nversion: 1.${whole(chance, 0, 30)}.0\n`],
    [`${folder}/values.yaml`, `image: ${name}\n${valuesOf(chance)}`],
    [`${folder}/templates/deployment.yaml`, template],
    [`${folder}/templates/config.yaml`, config],
    ...stages.map((stage) => [`${folder}/values-${stage}.yaml`, valuesOf(chance)] as const),
  ];
}

function valuesOf(chance: Chance): string {
  return `replicas: ${whole(chance, 1, 9)}\nresources:\n  requests:\n    cpu: ${whole(chance, 1, 40) * 50}m\n    memory: ${whole(chance, 1, 16) * 128}Mi\n`;
}

const template = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels: {app: {{ .Release.Name }}}
  template:
    metadata:
      labels: {app: {{ .Release.Name }}}
    spec:
      containers:
      - name: main
        image: {{ .Values.image }}
        resources: {{- toYaml .Values.resources | nindent 10 }}
`;

const config = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  replicas: {{ .Values.replicas | quote }}
`;
