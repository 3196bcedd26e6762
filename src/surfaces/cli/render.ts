import { renderPerformance, renderPortfolio } from './render-portfolio.ts';
import { amount, asText, gain, instant, pairs, type Pen, percent, price, table } from './text.ts';

/** One answer's data, its fields not yet looked at. */
type Row = Readonly<Record<string, unknown>>;

/** Turns an answer into text for people. */
export type Renderer = (data: unknown, meta: Row, pen: Pen) => string;

function row(value: unknown): Row {
  return typeof value === 'object' && value !== null ? (value as Row) : {};
}

function rows(value: unknown): readonly Row[] {
  return Array.isArray(value) ? value.map(row) : [];
}

const status: Renderer = (data, meta, pen) => {
  const s = row(data);
  const engine = row(s['engine']);
  const market = row(s['market']);
  const strategies = row(s['strategies']);
  const connections = row(s['connections']);
  const journal = row(s['journal']);
  const state = asText(engine['state']).toUpperCase();
  const shown = state === 'RUNNING' ? pen.good(state) : pen.bad(state);
  const lines = [
    `${pen.bold(asText(meta['mode']).toUpperCase())}  ${asText(s['account'])}` +
      pen.dim(`   as of ${instant(market['at'])} UTC on the market clock`),
    `Equity ${amount(s['equity'])}   Day ${gain(s['day_pnl'], pen)} ` +
      `(${percent(s['day_pnl_fraction'])})   Gross ${percent(s['gross_exposure'])}   ` +
      `Net ${percent(s['net_exposure'])}`,
    `Engine ${shown}   Market ${market['open'] === true ? 'OPEN' : 'CLOSED'} until ` +
      `${instant(market['next_change'])} UTC   Broker ${asText(connections['broker'])}`,
    `Strategies ${asText(strategies['running'])} of ${asText(strategies['total'])} running   ` +
      `Positions ${asText(s['positions'])}   Open orders ${asText(s['open_orders'])}   ` +
      `Orders ${asText(s['orders'])}   Fills ${asText(s['fills'])}   Denied ${asText(s['denied'])}`,
    pen.dim(`Journal ${asText(journal['seq'])} entries, ${asText(journal['digest'])}`),
  ];
  if (state !== 'RUNNING') lines.push(`! ${asText(engine['reason'])} (${asText(engine['by'])})`);
  if (Number(s['unknown_orders']) > 0) {
    lines.push(`! ${asText(s['unknown_orders'])} orders whose fate is not known yet`);
  }
  return `${lines.join('\n')}\n`;
};

/** How the ledger stands to the statement; fees are told after their executions. */
function agreement(broker: Row): string {
  if (broker['ledger'] === null) return 'not compared since the start';
  const ledger = row(broker['ledger']);
  const gap = amount(ledger['cash'], 2);
  if (ledger['standing'] === 'equal') return 'equal to the ledger';
  if (ledger['standing'] === 'differs') return `being compared: the ledger's cash is ${gap} off`;
  return (
    `equal to the ledger then; ${gap} of cash was booked since, ` +
    'fees of it come with the next statement'
  );
}

const account: Renderer = (data, meta, pen) => {
  const a = row(data);
  const broker = row(a['broker']);
  const drift = rows(broker['drift']);
  const list: (readonly [string, string])[] = [
    ['account', `${asText(a['id'])} (${asText(meta['mode'])})`],
    ['equity', amount(a['equity'])],
    ['cash', amount(a['cash'], 2)],
    ['positions', amount(a['positions_value'])],
    ['contributed', amount(a['contributed'], 2)],
    ['result', `${gain(a['total_pnl'], pen)} (${percent(a['total_pnl_fraction'])})`],
    ['today', `${gain(a['day_pnl'], pen)} (${percent(a['day_pnl_fraction'])})`],
    ['realized', gain(Number(a['realized_pnl']).toFixed(2), pen)],
    ['unrealized', gain(a['unrealized_pnl'], pen)],
    ['fees', amount(a['fees'], 2)],
    ['income', amount(a['income'], 2)],
    ['exposure', `gross ${percent(a['gross_exposure'])}, net ${percent(a['net_exposure'])}`],
  ];
  if (a['broker'] !== null) {
    const agree = drift.length === 0 ? agreement(broker) : `${drift.length} differences`;
    const stated = `as of ${instant(broker['at'])} UTC`;
    const power = `buying power ${amount(broker['buying_power'], 2)}`;
    list.push(['broker', `cash ${amount(broker['cash'], 2)}, ${power}, ${stated}, ${agree}`]);
  }
  for (const one of drift) {
    const what = asText(one['symbol'] ?? one['what']);
    list.push(['  drift', `${what}: ours ${asText(one['ours'])}, theirs ${asText(one['theirs'])}`]);
  }
  return pairs(list, pen);
};

const positions: Renderer = (data, _, pen) => {
  const list = rows(data);
  if (list.length === 0) return 'No positions.\n';
  const right = (title: string) => ({ title, right: true });
  return table(
    [
      { title: 'SYMBOL' },
      right('SHARES'),
      right('AVG PRICE'),
      right('PRICE'),
      right('VALUE'),
      right('WEIGHT'),
      right('UNREALIZED'),
      { title: 'BOOKS' },
    ],
    list.map((p) => [
      asText(p['symbol']),
      amount(p['quantity']),
      amount(p['average_price'], 2),
      amount(p['price'], 2),
      amount(p['value']),
      percent(p['weight']),
      gain(p['unrealized_pnl'], pen),
      rows(p['books'])
        .map((book) => `${asText(book['book'])} ${amount(book['quantity'])}`)
        .join(', '),
    ]),
    pen,
  );
};

function orderTerms(o: Row): string {
  const limit = o['limit_price'] === null ? '' : ` ${asText(o['limit_price'])}`;
  const stop = o['stop_price'] === null ? '' : ` stop ${asText(o['stop_price'])}`;
  // A price that triggers an order is named after the rest: `limit 34 stop 33`, `stop 33`.
  const kind = asText(o['type']).replace(/^stop_?/, '');
  return `${kind}${limit}${stop} ${asText(o['time_in_force'])}`.trim();
}

const orders: Renderer = (data, _, pen) => {
  const list = rows(data);
  if (list.length === 0) return 'No orders.\n';
  return table(
    [
      { title: 'DECIDED (UTC)' },
      { title: 'BOOK' },
      { title: 'SYMBOL' },
      { title: 'SIDE' },
      { title: 'SHARES', right: true },
      { title: 'TERMS' },
      { title: 'STATUS' },
      { title: 'FILLED', right: true },
      { title: 'AVG PRICE', right: true },
      { title: 'ID' },
    ],
    list.map((o) => [
      instant(o['decided_at']),
      asText(o['book']),
      asText(o['symbol']),
      asText(o['side']),
      amount(o['quantity']),
      orderTerms(o),
      asText(o['status']),
      amount(o['filled_quantity']),
      price(o['average_fill_price']),
      asText(o['id']),
    ]),
    pen,
  );
};

function orderText(o: Row, pen: Pen): string {
  const list: (readonly [string, string])[] = [
    ['order', asText(o['id'])],
    ['what', `${asText(o['side'])} ${amount(o['quantity'])} ${asText(o['symbol'])}`],
    ['terms', orderTerms(o)],
    ['status', pen.bold(asText(o['status']))],
    ['filled', `${amount(o['filled_quantity'])} at ${price(o['average_fill_price'])}`],
    ['book', asText(o['book'])],
    ['reason', asText(o['reason'])],
    ['decided', `${instant(o['decided_at'])} UTC`],
    ['broker id', o['status'] === 'denied' ? 'none: it was never sent' : asText(o['broker_id'])],
  ];
  for (const denial of rows(o['denials'])) {
    list.push(['denied', `${asText(denial['message'])} (${asText(denial['code'])})`]);
  }
  return pairs(list, pen);
}

const oneOrder: Renderer = (data, _, pen) => orderText(row(data), pen);

const orderShow: Renderer = (data, _, pen) => {
  const shown = row(data);
  const timeline = table(
    [{ title: 'ENTRY', right: true }, { title: 'AT (UTC)' }, { title: 'WHAT' }],
    rows(shown['timeline']).map((step) => [
      asText(step['seq']),
      instant(step['at']),
      asText(step['what']),
    ]),
    pen,
  );
  return `${orderText(row(shown['order']), pen)}\n${timeline}`;
};

const standing: Renderer = (data, meta, pen) => {
  const s = row(data);
  const asked = Number(s['cancels_requested']);
  const canceled = asked > 0 ? ` ${asked} working orders were asked to be withdrawn.` : '';
  const state = pen.bold(asText(s['state']).toUpperCase());
  const mode = asText(meta['mode']).toUpperCase();
  return `${mode} engine ${state}: ${asText(s['reason'])}.${canceled}\n`;
};

const adjustment: Renderer = (data, _, pen) => {
  const d = row(data);
  const difference = asText(d['difference']);
  const totals = rows(d['totals']).map(
    (total) => `  ${asText(total['what'])}: ${asText(total['before'])} → ${asText(total['after'])}`,
  );
  const right = (title: string) => ({ title, right: true });
  const entries = table(
    [{ title: 'BOOK' }, { title: 'WHAT' }, right('SHARES'), right('COUNTING'), right('CASH')],
    rows(d['entries']).map((entry) => [
      asText(entry['book']),
      asText(entry['what']),
      asText(entry['quantity']),
      amount(entry['cost'], 2),
      amount(entry['cash'], 2),
    ]),
    pen,
  );
  const stated = `Broker less ledger, as of ${instant(d['as_of'])} UTC: ${difference}`;
  const end =
    d['booked'] === true
      ? 'Booked. The next statement says whether they agree.\n'
      : 'Nothing is booked yet. To book it:\n' +
        `  quipu ledger adjust --confirm "${difference}" --reason WHY\n`;
  return [pen.bold(stated), 'The ledger:', ...totals, '', entries + end].join('\n');
};

/** What stands against a strategy's next orders, a line each. */
function standingAgainst(strategy: Row): readonly string[] {
  return rows(strategy['refusals']).map((refusal) => {
    const times = Number(refusal['times']);
    const often = times === 1 ? '' : ` ${times} times`;
    const by = refusal['by'] === 'broker' ? 'refused by the broker' : 'denied by the gate';
    const until = refusal['until'] === null ? '' : `, waits until ${instant(refusal['until'])} UTC`;
    const order = `${asText(refusal['side'])} ${asText(refusal['symbol'])}`;
    const head = `! ${asText(strategy['book'])}: ${order}`;
    return `${head} ${by}${often}${until}: ${asText(refusal['why'])}\n`;
  });
}

const strategies: Renderer = (data, _, pen) => {
  const list = rows(data);
  if (list.length === 0) return 'No strategies.\n';
  const shown = table(
    [
      { title: 'BOOK' },
      { title: 'STRATEGY' },
      { title: 'STATE' },
      { title: 'EQUITY', right: true },
      { title: 'TODAY', right: true },
      { title: 'RESULT', right: true },
      { title: 'POS', right: true },
      { title: 'LAST ORDER' },
    ],
    list.map((s) => {
      const last = row(s['last_order']);
      const lastly =
        s['last_order'] === null
          ? '—'
          : `${asText(last['side'])} ${asText(last['symbol'])}: ${asText(last['reason'])}`;
      return [
        asText(s['book']),
        asText(s['strategy']),
        asText(s['state']),
        amount(s['equity']),
        gain(s['day_pnl'], pen),
        gain(s['pnl'], pen),
        asText(s['positions']),
        lastly,
      ];
    }),
    pen,
  );
  return shown + list.flatMap(standingAgainst).join('');
};

const risk: Renderer = (data, meta, pen) => {
  const r = row(data);
  const lead =
    `${asText(meta['mode']).toUpperCase()} engine ${asText(r['engine']).toUpperCase()}: ` +
    `${asText(r['reason'])} (${asText(r['by'])})\n\n`;
  return (
    lead +
    table(
      [
        { title: 'CONTROL' },
        { title: 'LIMIT' },
        { title: 'NOW' },
        { title: 'USED', right: true },
        { title: 'STATE' },
        { title: 'DENIED', right: true },
      ],
      rows(r['limits']).map((l) => [
        `${asText(l['control'])} ${asText(l['title'])}`,
        asText(l['limit']),
        asText(l['value']),
        percent(l['used']),
        l['state'] === 'ok' ? 'ok' : pen.warn(asText(l['state'])),
        asText(l['denied']),
      ]),
      pen,
    )
  );
};

const equity: Renderer = (data, _, pen) =>
  table(
    [{ title: 'AT (UTC)' }, { title: 'EQUITY', right: true }],
    rows(data).map((point) => [instant(point['at']), amount(point['equity'])]),
    pen,
  );

const journalVerify: Renderer = (data, _, pen) => {
  const v = row(data);
  if (v['sound'] === true) {
    const digest = asText(v['digest']);
    const entries = `${amount(v['entries'])} entries`;
    return `${pen.good('✔')} ${entries}, the chain is sound: ${digest}\n`;
  }
  const bad = row(v['first_bad']);
  const place = `entry ${asText(bad['seq'])} is the first bad one`;
  return `${pen.bad('✖')} ${place}: ${asText(bad['why'])}\n`;
};

const journalList: Renderer = (data, _, pen) =>
  table(
    [{ title: 'SEQ', right: true }, { title: 'AT (UTC)' }, { title: 'KIND' }, { title: 'HASH' }],
    rows(data).map((e) => [
      asText(e['seq']),
      instant(e['at']),
      asText(e['kind']),
      asText(e['hash']).slice(0, 16),
    ]),
    pen,
  );

const tokens: Renderer = (data, _, pen) =>
  table(
    [{ title: 'ID' }, { title: 'NAME' }, { title: 'ROLE' }, { title: 'EXPIRES' }],
    rows(data).map((t) => [
      asText(t['id']),
      asText(t['name']),
      asText(t['role']),
      instant(t['expires_at']),
    ]),
    pen,
  );

const tokenCreated: Renderer = (data) => `${asText(row(data)['token'])}\n`;

const link: Renderer = (data) => `${asText(row(data)['url'])}\n`;

/** The check-up as lines with a mark each. */
const doctor: Renderer = (data, _, pen) => {
  const d = row(data);
  const marks: Readonly<Record<string, string>> = {
    ok: pen.good('✔'),
    warning: pen.warn('!'),
    problem: pen.bad('✖'),
  };
  const lines = rows(d['checks']).map((check) => {
    const fix = check['fix'] === '' ? '' : pen.dim(`   fix: ${asText(check['fix'])}`);
    const mark = marks[asText(check['outcome'])] ?? ' ';
    return `${mark} ${asText(check['name'])}  ${asText(check['message'])}${fix}`;
  });
  const found = `${asText(d['problems'])} problems, ${asText(d['warnings'])} warnings.`;
  return `${[...lines, found].join('\n')}\n`;
};

const plain: Renderer = (data, _, pen) =>
  pairs(
    Object.entries(row(data)).map(([name, value]) => [name.replaceAll('_', ' '), asText(value)]),
    pen,
  );

const RENDERERS: Readonly<Record<string, Renderer>> = {
  'status.get': status,
  'account.get': account,
  'positions.list': positions,
  'orders.list': orders,
  'orders.show': orderShow,
  'orders.buy': oneOrder,
  'orders.sell': oneOrder,
  'orders.cancel': oneOrder,
  'engine.halt': standing,
  'engine.resume': standing,
  'ledger.adjust': adjustment,
  'strategies.list': strategies,
  'risk.show': risk,
  'portfolio.show': (data, _, pen) => renderPortfolio(data, pen),
  'portfolio.performance': (data, _, pen) => renderPerformance(data, pen),
  'portfolio.equity': equity,
  'journal.verify': journalVerify,
  'journal.list': journalList,
  'tokens.create': tokenCreated,
  'tokens.list': tokens,
  'sessions.link': link,
  'doctor.run': doctor,
};

/** The text of an operation's answer. */
export function rendererOf(operation: string): Renderer {
  return RENDERERS[operation] ?? plain;
}
