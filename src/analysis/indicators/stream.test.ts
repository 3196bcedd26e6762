import { expect, test } from 'vitest';
import { ema } from './ema.ts';
import { macd } from './macd.ts';
import { sma } from './sma.ts';
import { createStream } from './stream.ts';

test('a stream gives a value for each row once warm', () => {
  const stream = createStream(sma({ period: 2 }));
  expect(stream.push({ close: 1 }).value).toBeNaN();
  expect(stream.warm).toBe(false);
  expect(stream.push({ close: 3 }).value).toBe(2);
  expect(stream.warm).toBe(true);
});

test('replacing the last row is as if the first version had not been', () => {
  const changed = createStream(ema({ period: 3 }));
  const plain = createStream(ema({ period: 3 }));
  for (const close of [1, 2, 3, 4, 5]) {
    changed.push({ close: close * 10 });
    changed.replace({ close: close * 7 });
    changed.replace({ close });
    plain.push({ close });
    expect(changed.value).toEqual(plain.value);
  }
});

test('a row without the column leaves no trace', () => {
  const stream = createStream(sma({ period: 2 }));
  stream.push({ close: 1 });
  expect(stream.push({ open: 9 }).value).toBeNaN();
  expect(stream.push({ close: 3 }).value).toBe(2);
});

test('nothing can be replaced before the first row', () => {
  const stream = createStream(macd());
  expect(() => stream.replace({ close: 1 })).toThrow(/none has been pushed/);
});

test('a stream reads any column by name, and shows its outputs as a plain record does', () => {
  const stream = createStream(macd({ fast: 1, slow: 2, signal: 1 }).on('spread'));
  for (const spread of [1, 2, 4]) stream.push({ spread });
  expect(JSON.parse(JSON.stringify(stream.value))).toEqual({ ...stream.value });
  expect(Object.keys(stream.value)).toEqual(['macd', 'signal', 'histogram']);
  expect(stream.value.macd).toBeCloseTo(4 - (4 * 2 + (1 + 2) / 2) / 3, 12);
});
