import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { metricsPage } from '../../scripts/document-metrics.ts';
import { METRICS } from '../../src/analysis/performance/catalogue.ts';
import { root } from './source.ts';

const page = readFileSync(join(root, 'docs/reference/metrics.md'), 'utf8');

test('the page of the metrics is that of the catalogue; made by scripts/document-metrics.ts', () => {
  expect(page).toBe(metricsPage());
});

test('every metric has its place on the page, once', () => {
  const ids = [...page.matchAll(/^### `(\w+)`/gm)].map((match) => match[1]);
  expect(ids).toHaveLength(METRICS.length);
  expect(new Set(ids)).toEqual(new Set(METRICS.map(({ id }) => id)));
});
