import {
  type Infer,
  integer,
  list,
  nullable,
  number,
  object,
  oneOf,
  text,
} from '../../core/schema.ts';
import { dollars } from '../../core/number-text.ts';
import { MINUTE } from '../../core/time.ts';
import { cashDrift } from '../../ledger/portfolio.ts';
import type { Engine } from '../../engine/engine.ts';
import { type Control, percent } from '../../risk/control.ts';
import { doubtOf } from '../../risk/controls/doubtful-symbol.ts';
import { CONTROLS } from '../../risk/controls.ts';
import type { Chronicle } from '../chronicle.ts';
import { dollarsText, maybeFraction } from '../fields.ts';
import { dayPnl } from './account.ts';

/** One control of the risk gate with its limit and how much of it is used. */
export const limitSchema = object({
  control: text({ description: 'Such as R-15.' }),
  code: text({ description: 'The code of a denial by it.' }),
  title: text(),
  limit: text({ description: 'The limit in force, in words.' }),
  value: nullable(
    text({ description: 'Where it stands now; null for controls of single orders.' }),
  ),
  used: maybeFraction('How much of the limit is used: 1 is all of it.'),
  state: oneOf(['ok', 'near', 'breached'], { description: '`near` from four fifths on.' }),
  denied: integer({ min: 0, description: 'Orders it has stopped so far.' }),
});

/** The limits in force with their utilisation. */
export const riskSchema = object({
  engine: oneOf(['running', 'reduce_only', 'halted', 'starting', 'recovering']),
  reason: text(),
  by: text(),
  equity: nullable(text()),
  limits: list(limitSchema),
  doubtful: list(text(), { description: 'Symbols that the broker states differently.' }),
  warnAt: number({ description: 'Daily loss that is reported, as a fraction.' }),
});

/** One control with its utilisation. */
export type LimitView = Infer<typeof limitSchema>;
/** The limits in force with their utilisation. */
export type RiskReport = Infer<typeof riskSchema>;

interface Standing {
  readonly limit: string;
  readonly value: string | null;
  readonly used: number | null;
  readonly breached?: boolean;
}

/** Copies the limits out of the engine and measures how much of each is used. */
export function riskReport(engine: Engine, chronicle: Chronicle): RiskReport {
  const { portfolio, state } = engine;
  return {
    engine: state,
    reason: portfolio.engine.reason,
    by: portfolio.engine.by,
    equity: dollarsText(engine.equity),
    limits: CONTROLS.map((control) => limitView(control, engine, chronicle)),
    doubtful: [...portfolio.doubtful].sort(),
    warnAt: engine.limits.dailyLoss.warn,
  };
}

function limitView(control: Control, engine: Engine, chronicle: Chronicle): LimitView {
  const { limit, value, used, breached } = standingOf(control.id, engine);
  const known = used !== null && Number.isFinite(used) ? Math.max(0, used) : null;
  const over = breached ?? (known !== null && known >= 1);
  return {
    control: control.id,
    code: control.code,
    title: control.title,
    limit,
    value,
    used: known,
    state: over ? 'breached' : known !== null && known >= 0.8 ? 'near' : 'ok',
    denied: chronicle.denied.get(control.code) ?? 0,
  };
}

const perOrder = (limit: string): Standing => ({ limit, value: null, used: null });

function standingOf(control: string, engine: Engine): Standing {
  const { limits, equity, markets, portfolio } = engine;
  switch (control) {
    case 'R-01':
      return {
        limit: 'orders pass while running',
        value: engine.state,
        used: null,
        breached: engine.state !== 'running',
      };
    case 'R-14': {
      const gross = markets.gross() / equity;
      return {
        limit: `gross ${percent(limits.maxGross)}, ${percent(limits.cashBuffer)} stays in cash`,
        value: percent(gross),
        used: gross / limits.maxGross,
      };
    }
    case 'R-15':
      return concentration(engine);
    case 'R-17': {
      const { pnl, start } = dayPnl(engine);
      const loss = Math.max(0, -pnl / start);
      const { reduce, halt } = limits.dailyLoss;
      return {
        limit: `${percent(reduce)} reduces, ${percent(halt)} halts`,
        value: Number.isFinite(loss) ? percent(loss) : null,
        used: loss / reduce,
      };
    }
    case 'R-13': {
      const { account, symbol } = limits.maxOpenOrders;
      const open = portfolio.open.size;
      return {
        limit: `${account} open orders, ${symbol} in one symbol`,
        value: String(open),
        used: open / account,
      };
    }
    case 'R-28': {
      const doubts = [...portfolio.open.values()].filter((order) => doubtOf(order) !== null);
      const count = doubts.length + portfolio.doubtful.size;
      return {
        limit: `no doubt about a symbol, fewer than ${limits.maxUnknownOrders} unknown orders`,
        value: String(count),
        used: null,
        breached: count > 0,
      };
    }
    case 'R-35': {
      const drift = cashDrift(portfolio);
      return {
        limit: `cash differs by ${dollars(limits.maxCashDrift)} at most`,
        value: dollarsText(drift),
        used: limits.maxCashDrift === 0 ? null : drift / limits.maxCashDrift,
        breached: drift > limits.maxCashDrift,
      };
    }
    default:
      return orderLimit(control, engine);
  }
}

/** The limits of single orders, which stand nowhere between two of them. */
function orderLimit(control: string, { limits, equity }: Engine): Standing {
  switch (control) {
    case 'R-03': {
      const byEquity = limits.maxOrderFraction * equity;
      const most = Math.min(byEquity, limits.maxOrderValue ?? byEquity);
      return perOrder(`${dollars(most)} for one order`);
    }
    case 'R-04':
      return perOrder(
        limits.maxOrderShares === null ? 'no cap is set' : `${limits.maxOrderShares} in one order`,
      );
    case 'R-05':
      return perOrder(
        `${percent(limits.priceCollar.high)} from the market, ` +
          `${percent(limits.priceCollar.stop)} for stops`,
      );
    case 'R-09':
      return perOrder(`one like order in ${limits.duplicateWindowMs / 1000} s`);
    case 'R-12':
      return perOrder(
        `a like order waits ${limits.refusalBackoff.firstMs / MINUTE} min after a refusal, ` +
          `${limits.refusalBackoff.mostMs / MINUTE} min at most`,
      );
    case 'R-22':
      return perOrder(
        `quote ${limits.quoteStaleMs / 1000} s, bar ${limits.barStalePeriods} periods old at most`,
      );
    default:
      return perOrder('see its code');
  }
}

function concentration({ limits, equity, markets }: Engine): Standing {
  let largest = 0;
  let of = '';
  for (const { symbol, held, price } of markets.instruments.values()) {
    const value = held === 0 ? 0 : Math.abs(held * price);
    if (value > largest) {
      largest = value;
      of = symbol;
    }
  }
  const weight = largest / equity;
  return {
    limit: `${percent(limits.maxConcentration)} in one symbol`,
    value: of === '' ? percent(0) : `${of} ${percent(weight)}`,
    used: weight / limits.maxConcentration,
  };
}
