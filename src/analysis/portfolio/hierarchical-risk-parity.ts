import { scaledCovariance } from './covariance.ts';
import type { SquareMatrix } from './matrix.ts';
import { varying } from './matrix.ts';

interface Edge {
  readonly a: number;
  readonly b: number;
  readonly length: number;
}

/** Distances between assets: how differently each of two stands to all assets. */
function distances(correlation: SquareMatrix): SquareMatrix {
  const { size, values } = correlation;
  const near = values.map((value) => Math.sqrt(Math.max(0, (1 - value) / 2)));
  const far = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < i; j += 1) {
      let total = 0;
      for (let k = 0; k < size; k += 1) total += (near[i * size + k]! - near[j * size + k]!) ** 2;
      far[i * size + j] = Math.sqrt(total);
      far[j * size + i] = far[i * size + j]!;
    }
  }
  return { size, values: far };
}

/** The edges of the shortest tree that joins all assets: all that single linkage looks at. */
function shortestTree({ size, values }: SquareMatrix): readonly Edge[] {
  const edges: Edge[] = [];
  const reach = new Float64Array(size).fill(Number.POSITIVE_INFINITY);
  const from = Array.from({ length: size }, () => 0);
  const joined = new Set<number>([0]);
  let last = 0;
  while (joined.size < size) {
    let next = -1;
    for (let i = 0; i < size; i += 1) {
      if (joined.has(i)) continue;
      const length = values[last * size + i]!;
      if (length < reach[i]!) {
        reach[i] = length;
        from[i] = last;
      }
      if (next < 0 || reach[i]! < reach[next]!) next = i;
    }
    edges.push({ a: from[next]!, b: next, length: reach[next]! });
    joined.add(next);
    last = next;
  }
  return edges.toSorted((left, right) => left.length - right.length);
}

interface Cluster {
  readonly id: number;
  readonly leaves: readonly number[];
}

/** The assets in the order of the single-linkage tree's leaves, earlier clusters first. */
export function clusterOrder(correlation: SquareMatrix): readonly number[] {
  const { size } = correlation;
  const owner: Cluster[] = Array.from({ length: size }, (_, i) => ({ id: i, leaves: [i] }));
  for (const [step, { a, b }] of shortestTree(distances(correlation)).entries()) {
    const pair = [owner[a]!, owner[b]!].toSorted((left, right) => left.id - right.id);
    const merged = { id: size + step, leaves: pair.flatMap(({ leaves }) => leaves) };
    for (const leaf of merged.leaves) owner[leaf] = merged;
  }
  return owner[0]?.leaves ?? [];
}

/** Variance of a group held in inverse-variance weights. */
function groupVariance({ size, values }: SquareMatrix, group: readonly number[]): number {
  const inverse = group.map((i) => 1 / values[i * size + i]!);
  const total = inverse.reduce((sum, value) => sum + value, 0);
  let variance = 0;
  for (const [a, i] of group.entries()) {
    for (const [b, j] of group.entries()) {
      variance += (inverse[a]! / total) * (inverse[b]! / total) * values[i * size + j]!;
    }
  }
  return variance;
}

/**
 * Hierarchical risk parity: the assets in the order of a correlation tree, weight split down the
 * order in halves by the inverse of their variances. Needs no inverse of the covariance.
 *
 * Single linkage on the distance of distance columns √((1 - ρ)/2); an asset that does not vary gets
 * no weight unless none does.
 *
 * @see López de Prado 2016, J. Portfolio Management 42(4)
 */
export function hierarchicalRiskParity(covariance: SquareMatrix): Float64Array {
  const { size } = covariance;
  const weights = new Float64Array(size);
  const moves = varying(covariance);
  const order = clusterOrder(scaledCovariance(covariance)).filter((i) => moves[i]);
  if (order.length === 0) return weights.fill(1 / size);
  for (const i of order) weights[i] = 1;
  const open: (readonly number[])[] = [order];
  for (let group = open.pop(); group !== undefined; group = open.pop()) {
    if (group.length < 2) continue;
    const left = group.slice(0, group.length >> 1);
    const right = group.slice(group.length >> 1);
    const leftVariance = groupVariance(covariance, left);
    const share = 1 - leftVariance / (leftVariance + groupVariance(covariance, right));
    for (const i of left) weights[i]! *= share;
    for (const i of right) weights[i]! *= 1 - share;
    open.push(left, right);
  }
  return weights;
}
