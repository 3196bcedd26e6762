import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { testBroker } from '../support/paper-broker.ts';
import { root } from '../tidy/source.ts';

const folder = new URL('../../../shared/alpaca/', import.meta.url);
const files = ['trading-api.openapi.json', 'market-data-api.openapi.json'].map(
  (name) => new URL(name, folder),
);

/** Returns every operation of a description, as `GET /v2/orders/{order_id}`. */
function operationsOf(file: URL): readonly string[] {
  const { paths } = JSON.parse(readFileSync(file, 'utf8')) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const methods = new Set(['get', 'post', 'put', 'patch', 'delete']);
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((method) => methods.has(method))
      .map((method) => `${method.toUpperCase()} ${path}`),
  );
}

test('the README states how many Alpaca operations the paper broker serves', async ({ skip }) => {
  if (!files.every((file) => existsSync(file))) {
    skip("Alpaca's OpenAPI descriptions are not on this machine");
  }
  const all = files.flatMap(operationsOf);
  const served: string[] = [];
  for (const operation of all) {
    // A broker for each: some of them cancel, close and reconfigure.
    const { ask } = await testBroker();
    const { status, body } = await ask(operation.replaceAll(/\{\w+\}/g, 'SPY'));
    const isAbsent = status === 405 || JSON.stringify(body).includes('endpoint not found');
    if (!isAbsent) served.push(operation);
  }
  expect(served).toContain('DELETE /v2/orders/{order_id}');
  expect(served).not.toContain('GET /v2/watchlists');
  const readme = readFileSync(`${root}/README.md`, 'utf8').replaceAll(/\s+/g, ' ');
  const [, some, total] = /(\d+) of the (\d+) operations/.exec(readme) ?? [];
  expect([Number(some), Number(total)]).toEqual([served.length, all.length]);
});
