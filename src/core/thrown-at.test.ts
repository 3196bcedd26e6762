import { expect, test } from 'vitest';
import { thrownAt } from './thrown-at.ts';

const own = 'file:///app/src/';
function thrown(...frames: string[]): Error {
  const error = new Error('x');
  error.stack = ['Error: x at /a/b.ts:9:9', ...frames].join('\n');
  return error;
}

test.each([
  ['    at onBar (file:///home/me/hold.ts:12:34)', { file: 'hold.ts', line: 12 }],
  ['    at file:///home/me/hold.ts?v=1-2:12:34', { file: 'hold.ts', line: 12 }],
  ['    at Object.onBar (/home/me/hold.ts:3:4)', { file: 'hold.ts', line: 3 }],
  ['    at ask (file:///app/src/engine/book-runner.ts:1:2)', undefined],
  ['    at process (node:internal/process:95:5)', undefined],
  ['    at <anonymous>', undefined],
])('%s is %j', (frame, place) => {
  expect(thrownAt(thrown(frame), own)).toEqual(place);
});

test('a helper of the program is skipped, as is a value without a stack', () => {
  const helper = '    at ticker (file:///app/src/market/symbol.ts:1:2)';
  const user = '    at onBar (file:///me/a.ts:7:1)';
  expect(thrownAt(thrown(helper, user), own)).toEqual({ file: 'a.ts', line: 7 });
  expect(thrownAt('text', own)).toBeUndefined();
  const odd = Object.defineProperty(new Error('x'), 'stack', {
    get() {
      throw new Error('y');
    },
  });
  expect(thrownAt(odd, own)).toBeUndefined();
});
