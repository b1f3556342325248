import { between, type Chance } from "../../test/support/estate/random.ts";

/** A whole number in the range, both ends included. */
export function whole(chance: Chance, low: number, high: number): number {
  return Math.floor(between(chance, low, high + 1));
}

/** A workload as people write it: two containers, probes, environment, volumes; 3 kB. */
export function deployment(name: string, chance: Chance): string {
  return `# ${name} serves what the storefront asks for.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    app.kubernetes.io/name: ${name}
spec:
  replicas: ${whole(chance, 1, 6)}
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
      annotations:
        prometheus.io/scrape: "true"
    spec:
      serviceAccountName: ${name}
      containers:
${container("main", name, chance)}${container("worker", name, chance)}      volumes:
      - name: config
        configMap:
          name: ${name}
`;
}

function container(name: string, image: string, chance: Chance): string {
  const variables = Array.from(
    { length: whole(chance, 4, 16) },
    (_, index) => `        - name: SETTING_${index}\n          value: "${whole(chance, 0, 9_999)}"\n`,
  );
  return `      - name: ${name}
        image: ${image}
        ports:
        - containerPort: ${whole(chance, 1_024, 9_999)}
        env:
${variables.join("")}        resources:
          requests:
            cpu: ${whole(chance, 1, 40) * 50}m
            memory: ${whole(chance, 1, 16) * 128}Mi # measured in May
          limits:
            memory: ${whole(chance, 1, 8)}Gi
        readinessProbe:
          httpGet: {path: /ready, port: http}
          periodSeconds: 5
        volumeMounts:
        - name: config
          mountPath: /etc/config
`;
}

/** An object without containers: a config map with a file in it. */
export function plainObject(name: string, chance: Chance): string {
  const lines = Array.from(
    { length: whole(chance, 5, 60) },
    (_, index) => `    setting.${index} = ${whole(chance, 0, 1_000_000)}\n`,
  );
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  settings.conf: |\n${lines.join("")}`;
}
