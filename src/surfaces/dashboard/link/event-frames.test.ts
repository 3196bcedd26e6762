import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFrameReader, readEntryFrame } from './event-frames.ts';
import { codeIn } from './sign-in.ts';

const STREAM =
  'retry: 1000\n\nid: 7\nevent: entry\ndata: {"a":1}\n\n: still here\n\nevent: marks\ndata: {"b":"ü"}\n\n';

const FRAMES = [
  { event: '', data: '' },
  { event: 'entry', data: '{"a":1}' },
  { event: '', data: '' },
  { event: 'marks', data: '{"b":"ü"}' },
];

test('yields the same frames wherever the network splits the stream', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 12 })), (cuts) => {
      const read = createFrameReader();
      const found = [];
      let rest = STREAM;
      for (const cut of cuts) {
        found.push(...read(rest.slice(0, cut)));
        rest = rest.slice(cut);
      }
      found.push(...read(rest));
      expect(found).toEqual(FRAMES);
    }),
  );
});

test('keeps an entry as the text that its hash covers', () => {
  const entry = '{"at":1,"body":{"kind":"x","note":",\\"entry\\":"},"cause":null,"seq":3}';
  const data = `{"mode":"sim","seq":3,"at":"2024-03-18T14:00:00.000Z","kind":"x","hash":"ab","entry":${entry}}`;
  expect(readEntryFrame(data)).toEqual({ seq: 3, hash: 'ab', entry });
});

test.each([
  ['#code=abc123', 'abc123'],
  ['#code=', undefined],
  ['#other=abc', undefined],
  ['#code=a b', undefined],
  ['', undefined],
])('the code in "%s" is %s', (fragment, code) => {
  expect(codeIn(fragment)).toBe(code);
});
