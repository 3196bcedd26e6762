import { describe, expect, it } from 'vitest';
import { Rig } from '../../tests/support/engine-rig.ts';

type Word = 'halt' | 'reduce_only' | 'resume';

describe('what a person asks of the engine', () => {
  it.each<[string, readonly Word[], string, number]>([
    // words                        said                               state          entries
    ['a halt halts', ['halt'], 'halted', 1],
    ['twice is once', ['halt', 'halt'], 'halted', 1],
    ['a halt is not softened', ['halt', 'reduce_only'], 'halted', 1],
    ['caution becomes a halt', ['reduce_only', 'halt'], 'halted', 2],
    ['a halt ends by being resumed', ['halt', 'resume'], 'running', 2],
    ['what runs is not resumed', ['resume'], 'running', 0],
  ])('%s', (_, words, state, entries) => {
    const rig = new Rig().ready();
    const before = rig.entries.length;
    for (const word of words) rig.operate({ kind: word, reason: 'a test' });
    expect(rig.engine.state).toBe(state);
    expect(rig.kinds(before)).toHaveLength(entries);
    expect(rig.restart().engine.portfolio.engine.state).toBe(state);
  });

  it('a halt withdraws purchases, asks for those without a broker id later, keeps exits', () => {
    const rig = new Rig().ready();
    const known = rig.place({ key: 'known', shares: 10 });
    rig.answer(known, 'acknowledged');
    const unanswered = rig.place({ key: 'unanswered', shares: 20 });
    rig.taken();
    rig.operate({ kind: 'halt', reason: 'fear' });
    expect(rig.commands()).toEqual(['cancel']);
    expect(rig.order(unanswered).cancel).toBe('requested');
    rig.answer(unanswered, 'acknowledged');
    expect(rig.commands()).toEqual(['cancel']);
    const denied = rig.order(rig.place({ key: 'more', shares: 40 }));
    expect(denied.denials.map(({ code }) => code)).toEqual(['risk.engine_state']);
  });

  it('the same key is the same order, over a restart too', () => {
    const rig = new Rig().ready();
    const id = rig.place({ key: 'k' });
    rig.restart().ready();
    const before = rig.entries.length;
    expect(rig.place({ key: 'k' })).toBe(id);
    expect(rig.kinds(before)).toEqual([]);
    expect(rig.commands()).not.toContain('submit');
  });

  it('a like order right after a restart is still a duplicate', () => {
    const rig = new Rig().ready();
    rig.answer(rig.place({ key: 'one' }), 'acknowledged');
    rig.restart().ready();
    const twin = rig.order(rig.place({ key: 'two' }));
    expect(twin.denials.map(({ code }) => code)).toContain('risk.duplicate');
  });
});
