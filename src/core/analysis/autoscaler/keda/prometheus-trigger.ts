/** The value of KEDA's Prometheus trigger from the samples of an instant query; `null` is an error of the trigger. */
export function triggerValue(samples: readonly number[], ignoresNull: boolean): number | null {
  const [value, ...more] = samples;
  if (more.length > 0) return null;
  if (value === undefined || !Number.isFinite(value)) return ignoresNull ? 0 : null;
  return value;
}
