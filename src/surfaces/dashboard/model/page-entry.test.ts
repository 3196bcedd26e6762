import { describe, expect, test } from 'vitest';
import { includesRole, pageAt, type PageEntry, pageGroups, pageOfKey } from './page-entry.ts';

const load = () => Promise.reject(new Error('not loaded here'));
const page = (route: string, facts: Partial<PageEntry> = {}): PageEntry => ({
  route,
  label: route,
  group: 'Trade',
  icon: 'M0 0',
  key: 'x',
  role: 'viewer',
  load,
  ...facts,
});

const pages = [
  page('/', { key: 'o' }),
  page('/markets/:symbol'),
  page('/risk', { group: 'Control', key: 'k' }),
  page('/orders', { key: 'r' }),
];

describe('a path', () => {
  test.each([
    ['/', '/', {}],
    ['/orders', '/orders', {}],
    ['/orders/', '/orders', {}],
    ['/markets/BRK.B', '/markets/:symbol', { symbol: 'BRK.B' }],
    ['/markets/A%2FB', '/markets/:symbol', { symbol: 'A/B' }],
    ['/markets/%', '/markets/:symbol', { symbol: '%' }],
  ])('%s leads to %s', (path, route, params) => {
    const found = pageAt(pages, path);
    expect([found?.entry.route, found?.params]).toEqual([route, params]);
  });

  test.each(['/order', '/orders/1', '/markets', '/constructor', '/__proto__'])(
    '%s leads to no page',
    (path) => {
      expect(pageAt(pages, path)).toBeUndefined();
    },
  );
});

test('groups pages, and omits empty groups and pages with a parameter', () => {
  const routes = pageGroups(pages).map(({ group, entries }) => [
    group,
    entries.map(({ route }) => route),
  ]);
  expect(routes).toEqual([
    ['Trade', ['/', '/orders']],
    ['Control', ['/risk']],
  ]);
});

test('opens a page by its key, and none by any other key', () => {
  expect(pageOfKey(pages, 'k')?.route).toBe('/risk');
  expect(pageOfKey(pages, 'q')).toBeUndefined();
});

test('includes lower roles in a role', () => {
  expect(includesRole('owner', 'trader')).toBe(true);
  expect(includesRole('viewer', 'trader')).toBe(false);
});
