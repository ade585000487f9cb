// The text format of Prometheus, and what two readings of it say. Pure.

/** @returns {Map<string, { labels: Record<string, string>, value: number }[]>} by the series' name */
export function parseMetrics(text) {
  const made = new Map();
  for (const line of text.split('\n')) {
    const [, name, labels, value] = /^([a-zA-Z_:]\w*)(?:\{(.*)\})? (\S+)/.exec(line) ?? [];
    if (!name) continue;
    const found = {};
    for (const [, label, content] of (labels ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g))
      found[label] = content.replace(/\\(.)/g, '$1');
    if (!made.has(name)) made.set(name, []);
    made.get(name).push({ labels: found, value: value === '+Inf' ? Infinity : Number(value) });
  }
  return made;
}

/** @type {(labels: Record<string, string>) => boolean} */
const all = () => true;
export const sum = (metrics, name, which = all) =>
  (metrics.get(name) ?? []).reduce((total, { labels, value }) => (which(labels) ? total + value : total), 0);

/** [[label's value, sum], ...], the greatest first. */
export function by(metrics, name, label, which = all) {
  const made = new Map();
  for (const { labels, value } of metrics.get(name) ?? [])
    if (which(labels)) made.set(labels[label] ?? '', (made.get(labels[label] ?? '') ?? 0) + value);
  return [...made].sort((a, b) => b[1] - a[1]);
}

/** Seconds below which a share of what came between two readings was; null if nothing came. */
export function quantile(share, now, before, name) {
  const counts = new Map();
  const add = (metrics, sign) => {
    for (const { labels, value } of metrics?.get(`${name}_bucket`) ?? []) {
      const limit = labels.le === '+Inf' ? Infinity : Number(labels.le);
      counts.set(limit, (counts.get(limit) ?? 0) + sign * value);
    }
  };
  add(now, 1);
  add(before, -1);
  const limits = [...counts].sort((a, b) => a[0] - b[0]);
  const total = limits.at(-1)?.[1] ?? 0;
  if (total <= 0) return null;
  let low = 0;
  let under = 0;
  for (const [limit, count] of limits) {
    if (count >= share * total)
      return limit === Infinity ? low : low + ((limit - low) * (share * total - under)) / Math.max(1e-9, count - under);
    [low, under] = [limit, count];
  }
  return low;
}
