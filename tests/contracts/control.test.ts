import { describe, expect, expectTypeOf, test } from 'vitest';
import { controlRows, limitRows } from '../../scripts/reference/controls-page.ts';
import { denialMeanings } from '../../src/app/glossary/risk-errors.ts';
import { limitViews } from '../../src/app/views/risk.ts';
import { integer, object } from '../../src/core/schema.ts';
import { type Control, defineControl, everywhere } from '../../src/risk/control.ts';
import { CONTROLS } from '../../src/risk/controls.ts';
import { evaluate } from '../../src/risk/evaluate.ts';
import { limitSet, type LimitsOf, type RiskLimits, SIM_LIMITS } from '../../src/risk/limits.ts';
import { orderFacts, type UsageView } from '../../src/risk/view.ts';
import { request, view } from '../support/risk-scene.ts';

const PROFILES = ['live', 'sim', 'research'] as const;
/** Returns a limit with one of its values changed, once for each value. */
function variantsOf(limit: unknown): readonly unknown[] {
  if (typeof limit === 'boolean') return [!limit];
  if (typeof limit === 'number') return [limit === 0 ? 1 : limit / 2];
  if (Array.isArray(limit)) return [[...(limit as readonly unknown[]), 'GME']];
  if (typeof limit !== 'object' || limit === null) return [1];
  return Object.entries(limit).flatMap(([name, value]) =>
    variantsOf(value).map((changed) => ({ ...limit, [name]: changed })),
  );
}

const LIST: readonly Control[] = CONTROLS;
const SENTENCE = /^[A-Z].*\.$/;

function subject<L>(limits: L, account: UsageView = view()) {
  const order = request();
  return { order, facts: orderFacts(order, account), view: account, limits };
}

describe.each(LIST)('$id $title', (control) => {
  test('has the id, code and strings that every surface shows', () => {
    expect(control.id).toMatch(/^R-\d\d$/);
    expect(control.code).toMatch(/^risk\.[a-z_]+$/);
    for (const text of Object.values(control.meaning)) expect(text).toMatch(SENTENCE);
  });

  test.each(PROFILES)('has the defaults of its limits for %s', (profile) => {
    const defaults = control.defaults[profile];
    expect(object(control.limits).parse(defaults)).toEqual(defaults);
  });

  test('passes an ordinary order of a quiet account, with usage below the limit', () => {
    const of = subject(SIM_LIMITS);
    expect(control.check(of)).not.toBe(false);
    const usage = control.usage(of);
    expect(usage.limit).not.toMatch(/undefined|NaN|null/);
    expect(usage.breached ?? false).toBe(false);
    expect(usage.used ?? 0).toBeLessThan(1);
  });

  test('shows every one of its limits in its usage', () => {
    const shown = (limits: RiskLimits): string => control.usage(subject(limits)).limit;
    for (const name of Object.keys(control.limits)) {
      for (const changed of variantsOf(SIM_LIMITS[name as keyof RiskLimits])) {
        const limits = { ...SIM_LIMITS, [name]: changed } as RiskLimits;
        expect(shown(limits), `${name} ${JSON.stringify(changed)}`).not.toBe(shown(SIM_LIMITS));
      }
    }
  });

  test('explains its inputs in whole sentences, and marks fractions and causes', () => {
    const inputs = control.inputs(subject(SIM_LIMITS));
    expect(control.explain(inputs)).toMatch(SENTENCE);
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining([...(control.fractions ?? [])]));
    const cause = control.cause?.(inputs) ?? {};
    expect(inputs).toMatchObject(cause);
    // A number in a cause would make every bar a different cause.
    for (const value of Object.values(cause)) expect(typeof value).not.toBe('number');
  });
});

test('no two controls share an id or a code', () => {
  expect(new Set(LIST.map(({ id }) => id)).size).toBe(LIST.length);
  expect(new Set(LIST.map(({ code }) => code)).size).toBe(LIST.length);
});

test('no two controls have the same limit', () => {
  expect(() => limitSet([...CONTROLS, CONTROLS[1]])).toThrow(/maxOrderFraction of R-03/);
});

test('the type of the limits is made from the controls', () => {
  expectTypeOf<RiskLimits['maxOrderShares']>().toEqualTypeOf<number | null>();
  expectTypeOf<RiskLimits['allowShort']>().toEqualTypeOf<boolean>();
  expectTypeOf<RiskLimits['dailyLoss']['halt']>().toEqualTypeOf<number>();
  expectTypeOf<RiskLimits>().not.toHaveProperty('oddLots');
});

/** Maximum shares beyond the last full hundred. */
const toy = defineControl({
  id: 'R-99',
  code: 'risk.toy',
  title: 'Odd lot',
  limits: {
    oddLots: object({ shares: integer({ min: 0, description: 'shares beyond a full hundred' }) }),
  },
  defaults: {
    ...everywhere({ oddLots: { shares: 99 } }),
    live: { oddLots: { shares: 5 } },
  },
  check: ({ facts, limits }) => facts.quantity % 100 <= limits.oddLots.shares,
  inputs: ({ facts, limits }) => ({
    odd: facts.quantity % 100,
    limit: limits.oddLots.shares,
    lot: 'odd',
  }),
  cause: ({ lot }) => ({ lot }),
  explain: ({ odd, limit }) => `The order has ${odd} odd shares; ${limit} are allowed.`,
  usage: ({ view: { gross }, limits }) => ({
    limit: `${limits.oddLots.shares} odd shares`,
    value: String(gross),
    used: gross / limits.oddLots.shares,
  }),
  meaning: {
    means: 'The order has too many odd shares.',
    atLimit: 'Exactly the limit passes.',
    remedy: 'Order a full hundred.',
  },
});

describe('a control that is added to the list', () => {
  const controls = [...CONTROLS, toy] as const;
  const set = limitSet(controls);
  const { live, sim } = set.defaults;

  test('has its limits in the type, the schema and the defaults', () => {
    expectTypeOf<LimitsOf<typeof controls>['oddLots']['shares']>().toEqualTypeOf<number>();
    expect([live.oddLots, sim.oddLots]).toEqual([{ shares: 5 }, { shares: 99 }]);
    expect(set.schema.parse(live)).toEqual(live);
    expect(() => set.schema.parse({ ...live, oddLots: { shares: -1 } })).toThrow(/oddLots.shares/);
    const { oddLots: _, ...rest } = sim;
    expect(rest).toEqual(SIM_LIMITS);
  });

  test('is evaluated with the others', () => {
    const { controls: results, denials } = evaluate(controls, subject(live), 'all');
    expect(results.map(({ control }) => control)).toEqual(controls.map(({ id }) => id));
    expect(results.at(-1)).toEqual({
      control: 'R-99',
      code: 'risk.toy',
      outcome: 'deny',
      inputs: { odd: 10, limit: 5, lot: 'odd' },
    });
    expect(denials).toEqual([
      {
        code: 'risk.toy',
        cause: { lot: 'odd' },
        message: 'The order has 10 odd shares; 5 are allowed.',
      },
    ]);
    expect(evaluate(controls, subject(sim), 'all').denials).toEqual([]);
  });

  test('shows its usage and its denials', () => {
    const denied = new Map([['risk.toy', 3]]);
    const views = limitViews(controls, { view: view({ gross: 4 }), limits: live, denied });
    expect(views.at(-1)).toEqual({
      control: 'R-99',
      code: 'risk.toy',
      title: 'Odd lot',
      limit: '5 odd shares',
      value: '4',
      used: 0.8,
      fractions: [],
      state: 'near',
      denied: 3,
    });
    expect(views).toHaveLength(controls.length);
  });

  test('has its rows in the reference and its meaning in the glossary', () => {
    expect(limitRows(controls).at(-1)).toEqual([
      '`oddLots.shares`',
      'R-99',
      '5',
      '99',
      '99',
      'shares beyond a full hundred',
    ]);
    expect(controlRows(controls).at(-1)).toEqual([
      'R-99 Odd lot',
      '`risk.toy`',
      'The order has too many odd shares.',
      'Exactly the limit passes.',
      'Order a full hundred.',
    ]);
    expect(denialMeanings(controls)['risk.toy']).toEqual([
      'The order has too many odd shares. Exactly the limit passes.',
      'Order a full hundred.',
    ]);
  });
});

test('a limit or an input that does not match its control does not compile', () => {
  const wrong = {
    ...toy,
    // @ts-expect-error -- the default is not of the type that the schema reads
    defaults: everywhere({ oddLots: { shares: 'many' } }) satisfies (typeof toy)['defaults'],
  };
  expect(() => object(toy.limits).parse(wrong.defaults.sim)).toThrow(/oddLots.shares/);
  // @ts-expect-error -- the limits of a review are those of every control of the list
  expect(() => evaluate([toy], subject(SIM_LIMITS), 'all')).toThrow(TypeError);
});
