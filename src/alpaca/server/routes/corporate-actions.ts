import { epochMs, isIsoDate, type IsoDate } from '../../../core/time.ts';
import { newYorkDate } from '../../../market/calendar.ts';
import { type ACTION_TYPES, toWireActions } from '../../wire/corporate-actions.ts';
import type { Desk } from '../desk.ts';
import { ok, type RouteAnswer } from './answer.ts';
import { symbolsAsked } from './data-query.ts';
import { csv, type Query } from './query.ts';
import { badDataRequest, refuse } from './refusals.ts';
import type { Route } from './router.ts';

/** `/v1/corporate-actions`: splits and dividends known so far, in one page. */
export function corporateActionRoutes(desk: Desk): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/v1/corporate-actions',
      host: 'data',
      run: ({ query }) => actions(desk, query),
    },
  ];
}

function actions({ market, clock }: Desk, query: Query): RouteAnswer {
  const now = clock.now();
  const [start, end] = [day(query, 'start', now), day(query, 'end', now)];
  const types = new Set(csv(query, 'types'));
  const wanted = (type: (typeof ACTION_TYPES)[number]): boolean =>
    types.size === 0 || types.has(type);
  const found = symbolsAsked(query).flatMap((symbol) =>
    market.source.actions(symbol, { from: epochMs(0), to: now }).filter((action) => {
      if (action.exDate < start || action.exDate > end) return false;
      if (action.kind === 'dividend') return wanted('cash_dividend');
      if (action.kind !== 'split') return false;
      const isForward = action.to.compare(action.from) > 0;
      return wanted(isForward ? 'forward_split' : 'reverse_split');
    }),
  );
  return ok(toWireActions(found));
}

/** Reads a day; today where absent, as at Alpaca. */
function day(query: Query, name: string, now: ReturnType<Desk['clock']['now']>): IsoDate {
  const given = query.get(name);
  if (given === undefined || given === '') return newYorkDate(now);
  return isIsoDate(given)
    ? given
    : refuse(badDataRequest(`invalid ${name}: ${given.slice(0, 40)}`));
}
