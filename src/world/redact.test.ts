import { describe, expect, it } from 'vitest';

import { QuipuError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';
import { epochMs } from '../core/time.ts';
import { logLine } from './log-line.ts';
import { redact, redactText } from './redact.ts';

const CANARY = 'canary-4f1d9a72';

describe('redaction', () => {
  // Each row is a value with a secret in one of the places where secrets occur.
  const rows: readonly (readonly [string, unknown])[] = [
    ['a Secret', new Secret(CANARY)],
    ['a Secret deep inside', { a: [{ b: new Secret(CANARY) }] }],
    ['a bearer header', { headers: { Authorization: `Bearer ${CANARY}` } }],
    ['an Alpaca key', { 'APCA-API-KEY-ID': CANARY, 'APCA-API-SECRET-KEY': CANARY }],
    ['a cookie', { cookie: `session=${CANARY}`, 'set-cookie': CANARY }],
    ['a field by its name', { secret_key: CANARY, secretKey: CANARY, password: CANARY }],
    ['a bearer token in a sentence', `sent with Bearer ${CANARY} to them`],
    ['a basic token in an error', new Error(`Basic ${CANARY}`)],
    ['a password in a URL', `postgres://me:${CANARY}@host/db`],
    ['the cause of an error', new Error('x', { cause: new Error(`Bearer ${CANARY}`) })],
    ['the facts of an error', new QuipuError('a.b', 'x', { facts: { token: CANARY } })],
    ['the JSON form of a value', { toJSON: () => ({ token: CANARY }) }],
  ];
  it.each(rows)('hides %s', (_, value) => {
    expect(JSON.stringify(redact(value))).not.toContain(CANARY);
    const line = logLine({ at: epochMs(0), level: 'info', message: 'm', facts: { value } });
    expect(line).not.toContain(CANARY);
  });

  it('leaves other values unchanged, and bounds depth and length', () => {
    expect(redact({ order: 'qp1-x', n: 1, big: 2n, none: null, bad: Number.NaN })).toEqual({
      order: 'qp1-x',
      n: 1,
      big: '2',
      none: null,
      bad: 'NaN',
    });
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(JSON.stringify(redact(cycle))).toContain('[deeper]');
    expect(redact(Array.from({ length: 1_000 }))).toHaveLength(100);
    expect(redactText('the Bearer of news')).toBe('the Bearer of news');
    expect(redact(new QuipuError('a.b', 'said', { facts: { port: 1 } }))).toEqual({
      message: 'said',
      code: 'a.b',
      facts: { port: 1 },
    });
  });
});

describe('a log line', () => {
  it('is one line of JSON for any message', () => {
    const message = 'a\nb\r\u001b[31m\u009b2J\u2028\u202e"';
    const line = logLine({ at: epochMs(1_704_205_800_250), level: 'warn', message });
    // oxlint-disable-next-line no-control-regex -- checks that they are absent
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e]/);
    expect(JSON.parse(line)).toEqual({ at: '2024-01-02T14:30:00.25Z', level: 'warn', message });
  });
});
