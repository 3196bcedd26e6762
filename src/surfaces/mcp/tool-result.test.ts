import { describe, expect, test } from 'vitest';
import { QuipuError } from '../../core/errors.ts';
import { toolFailure, toolResult } from './tool-result.ts';

const meta = { mode: 'sim', account: 'a', as_of: '2024-03-18T14:30:00Z' };

const orders = (count: number): readonly unknown[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `qp1-${index}`,
    symbol: 'QMKT',
    fills: [1, 2],
    reason: 'long words '.repeat(40),
  }));

const textOf = (result: { readonly content: readonly object[] }): string =>
  (result.content[0] as { readonly text: string }).text;

describe('a structured result', () => {
  test('has many rows once, and a text with their number and the first values', () => {
    const result = toolResult('list_orders', { data: orders(50), meta }, 'structured');
    expect(result.structuredContent).toMatchObject({ data: orders(50), truncated: false });
    const text = textOf(result);
    expect(text.length).toBeLessThanOrEqual(1_000);
    expect(text).toMatch(
      /^list_orders: 50 rows, mode sim, as of \S+\. First row: id=qp1-0, symbol=QMKT, fills=2 rows, /,
    );
    expect(text).toContain('structuredContent');
  });

  test('is cut when it is too long, and both parts report it', () => {
    const result = toolResult('list_orders', { data: orders(500), meta }, 'structured');
    const content = result.structuredContent as { data: unknown[]; truncated: boolean };
    expect(JSON.stringify(content).length).toBeLessThan(48_500);
    expect(content.truncated).toBe(true);
    expect(textOf(result)).toContain(`${content.data.length} rows, cut,`);
  });

  test('is complete in the text too when it is short', () => {
    const result = toolResult('get_status', { data: { equity: '1.00' }, meta }, 'structured');
    expect(JSON.parse(textOf(result))).toEqual(result.structuredContent);
  });

  test('is complete in the text too when it has no rows', () => {
    const result = toolResult('list_orders', { data: [], meta }, 'structured');
    expect(JSON.parse(textOf(result))).toEqual(result.structuredContent);
  });

  test('has message, code and next step in the text for a failure with many facts', () => {
    const facts = { many: 'facts '.repeat(300) };
    const error = new QuipuError('app.not_found', 'Found none.', { next: 'Look again.', facts });
    const result = toolFailure(error, 'structured');
    expect(result).toMatchObject({ isError: true, structuredContent: { facts } });
    expect(textOf(result)).toBe('Found none. (app.not_found) Look again.');
  });
});

test('a text result has no object', () => {
  const result = toolResult('list_orders', { data: orders(50), meta }, 'text');
  expect(result).not.toHaveProperty('structuredContent');
  expect(JSON.parse(textOf(result))).toMatchObject({ data: orders(50) });
  expect(toolFailure(new Error('no'), 'text')).not.toHaveProperty('structuredContent');
});
