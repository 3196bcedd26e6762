import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A bug that somebody might write, and that the seeds must find. */
export interface Planted {
  readonly name: string;
  readonly file: string;
  /** The text as it is, once in the file, and as the bug would have it. */
  readonly from: string;
  readonly to: string;
  /** The seed from which the test plays, where one of the next few finds it. */
  readonly early?: number;
}

/** Bugs of reliability that the simulation is held to; each is one change of one file. */
export const PLANTED: readonly Planted[] = [
  {
    name: 'sends before its entries are durable',
    early: 1,
    file: 'src/engine/run-live.ts',
    from: '    if (entries.length > 0) {',
    to:
      "    for (const command of commands) if (command.kind === 'submit') {\n" +
      '      void this.#perform(command, decidedAt);\n    }\n' +
      "    commands = commands.filter(({ kind }) => kind !== 'submit');\n" +
      '    if (entries.length > 0) {',
  },
  {
    name: 'a repeat gets an id of its own',
    early: 1,
    file: 'src/engine/settle.ts',
    from: "this.#recorder.command({ kind: 'submit', order: verdict.order, attempt });",
    to:
      "this.#recorder.command({ kind: 'submit', attempt,\n" +
      '      order: { ...verdict.order, id: `${id}-${attempt}` as never } });',
  },
  {
    name: 'a timeout frees the reservation',
    early: 1,
    file: 'src/orders/lifecycle.ts',
    from: "? { ...order, status: 'unknown', evidence",
    to: "? { ...order, status: 'rejected', evidence",
  },
  {
    name: 'an error of the server is a rejection',
    file: 'src/alpaca/client/classify.ts',
    from: 'if (evidence.code === undefined || !BUSINESS_STATUSES.has(status)) return',
    to:
      'if (status >= 500) return { submission: ' +
      "{ kind: 'refused', at: now, evidence }, report: null };\n" +
      '  if (evidence.code === undefined || !BUSINESS_STATUSES.has(status)) return',
  },
  {
    name: 'silence is a rejection',
    file: 'src/engine/order-events.ts',
    from: "bookOrderEvent(recorder, { kind: 'outcome_unknown', at, order, attempt, evidence });\n      if",
    to: "bookOrderEvent(recorder, { kind: 'rejected', at, order, evidence });\n      if",
  },
  {
    name: 'an order that was not found by a deadline is called rejected',
    early: 4,
    file: 'src/engine/settle.ts',
    from: "const event = { kind: 'abandoned', at: this.#recorder.now, order, reason } as const;",
    to:
      "const evidence = { source: 'own_decision', message: reason } as const;\n" +
      "    const event = { kind: 'rejected', at: this.#recorder.now, order, evidence } as const;",
  },
  {
    name: 'an order that is not in the list of open ones is called canceled',
    file: 'src/engine/reconcile.ts',
    from: "if (!listed.has(id)) recorder.command({ kind: 'find', order: id });",
    to:
      'if (!listed.has(id) && portfolio.open.get(id)!.brokerId !== null)\n' +
      "        bookOrderEvent(recorder, { kind: 'canceled', at: recorder.now, order: id, evidence });",
  },
  {
    name: 'an execution after the end is dropped',
    early: 44,
    file: 'src/orders/lifecycle.ts',
    from: '  if (hasFill(order, fill)) return order;',
    to: '  if (hasFill(order, fill) || isTerminal(order.status)) return order;',
  },
  {
    name: 'an execution is booked from the stream and from REST',
    early: 1,
    file: 'src/orders/lifecycle.ts',
    from: 'if (known.id === fill.id || known.cumulative.equals(fill.cumulative)) return true;',
    to: 'if (known === fill) return true;',
  },
  {
    name: 'the cumulative quantity is booked as the execution',
    early: 1,
    file: 'src/alpaca/client/trade-updates.ts',
    from: '    side,\n    quantity,\n',
    to: '    side,\n    quantity: order.filled,\n',
  },
  {
    name: 'a duplicate id is taken for a refusal',
    early: 17,
    file: 'src/alpaca/client/classify.ts',
    from: "{ submission: { kind: 'duplicate', at: now, evidence }, report: null }",
    to: "{ submission: { kind: 'refused', at: now, evidence }, report: null }",
  },
  {
    name: 'a halt does not stop what is decided',
    file: 'src/risk/controls/engine-state.ts',
    from: "return engine === 'running' ||",
    to: "return engine === 'running' || engine === 'halted' ||",
  },
  {
    name: 'a denial is written down at every bar',
    early: 1,
    file: 'src/ledger/refusals.ts',
    from: 'return refusalOf(refusals, order)?.denied?.cause === causeOf(denials);',
    to: 'return refusals.size < 0 && causeOf(denials) === order.book;',
  },
  {
    name: 'what the broker refused is sent again at once',
    early: 7,
    file: 'src/risk/controls/refusal-backoff.ts',
    from: 'return measured === null ? undefined : measured.leftMs === 0;',
    to: 'return measured === null ? undefined : true;',
  },
  {
    name: 'a halt is forgotten by a restart',
    early: 6,
    file: 'src/engine/recorder.ts',
    from: '    this.observe(entry.at);',
    to:
      '    this.observe(entry.at);\n' +
      "    this.portfolio.engine = { ...this.portfolio.engine, state: 'running' };",
  },
  {
    name: 'an order that waits for its turn leaves after all',
    file: 'src/alpaca/client/rest.ts',
    from: 'if (mayLeave?.() === false)',
    to: 'if (mayLeave === null)',
  },
  {
    name: 'a restart sends what may have been sent, without asking',
    early: 5,
    file: 'src/engine/engine.ts',
    from: "      if (status !== 'intent' && status !== 'in_flight') continue;",
    to:
      "      if (status === 'intent') {\n" +
      '        const request = portfolio.orders.get(order)!.request as never;\n' +
      "        this.#recorder.command({ kind: 'submit', order: request, attempt });\n" +
      '        continue;\n      }\n' +
      "      if (status !== 'intent' && status !== 'in_flight') continue;",
  },
  {
    name: 'orders that may be alive are not counted',
    early: 8,
    file: 'src/risk/view.ts',
    from: '      reserved += left * at;',
    to: '      reserved += 0 * left * at;',
  },
  {
    name: 'orders whose fate is unknown are not counted',
    early: 93,
    file: 'src/risk/view.ts',
    from: '    if (request.id === order.id || (isTerminal',
    to: "    if (open.status === 'unknown') continue;\n    if (request.id === order.id || (isTerminal",
  },
  {
    name: 'sales that are on their way are not counted',
    file: 'src/risk/view.ts',
    from: 'if (request.symbol === order.symbol) workingSells += left;',
    to: 'if (request.symbol === order.symbol) workingSells += 0 * left;',
  },
  {
    name: 'a status that nobody knows is called working',
    early: 10,
    file: 'src/engine/order-events.ts',
    from: "if (status === 'partially_filled' || status === 'filled' || WORKING.has(status)) {",
    to: "if (!ENDED.has(status) || status === 'filled') {",
  },
  {
    name: 'the value of an execution is kept in floating point',
    early: 1,
    file: 'src/ledger/apply.ts',
    from: 'import { type Money, notional, type Quantity',
    to:
      "import { decimal } from '../core/decimal.ts';\n" +
      'const notional = (price: any, quantity: any): any =>\n' +
      '  decimal(String(price.toNumber() * quantity.toNumber()));\n' +
      'import { type Money, type Quantity',
  },
  {
    name: 'nothing is read after a new connection',
    file: 'src/engine/engine.ts',
    from: 'const current = this.#connected && statement >= this.#needed;',
    to: 'const current = statement >= 0;',
  },
  {
    name: 'a cancel that was lost is not sent again',
    file: 'src/engine/settle.ts',
    from: '      if (pending) this.#cancelAgain(id, order);',
    to: '      if (pending && brokerId === null) this.#cancelAgain(id, order);',
  },
  {
    name: 'an order of somebody else is canceled',
    file: 'src/engine/order-events.ts',
    from: "  const cause = recorder.record({ kind: 'external_order', order });",
    to:
      "  const cause = recorder.record({ kind: 'external_order', order });\n" +
      "  if (isOpen(order)) recorder.command({ kind: 'cancel', brokerId: order.id,\n" +
      '    order: order.clientId as ClientOrderId });',
  },
  {
    name: 'what was traded elsewhere while nobody looked is not taken in',
    file: 'src/engine/reconcile.ts',
    from: '        strangers.add(order);',
    to: '        strangers.delete(order);',
  },
  {
    name: 'a gap closes with the next execution, whichever it is',
    file: 'src/orders/lifecycle.ts',
    from: '    gap: filled.lessThan(reported),',
    to: '    gap: false,',
  },
  {
    name: 'cash that has a day and no instant counts as older than the opening',
    early: 13,
    file: 'src/engine/order-events.ts',
    from: 'if (!flow.dateOnly && at <= portfolio.openedAt)',
    to: 'if (at <= portfolio.openedAt)',
  },
];

/** What became of a planted bug. */
export interface Verdict {
  readonly caught: boolean;
  /** The first findings, or why it could not be played. */
  readonly words: string;
}

const FOLDERS = ['src', 'tests', 'scripts', 'package.json', 'tsconfig.json'] as const;

/** A copy of the sources in a temporary folder, in which one bug at a time is planted. */
export class Nursery {
  readonly #root: string;
  readonly #copy: string;

  /** @param root the folder of the project */
  constructor(root: string) {
    this.#root = root;
    this.#copy = mkdtempSync(join(tmpdir(), 'quipu-planted-'));
    for (const name of FOLDERS) {
      cpSync(join(root, name), join(this.#copy, name), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(this.#copy, 'node_modules'));
  }

  /** How often the text that a bug replaces is in its file; once, or it cannot be planted. */
  places({ file, from }: Pick<Planted, 'file' | 'from'>): number {
    return readFileSync(join(this.#root, file), 'utf8').split(from).length - 1;
  }

  /** Plants a bug, plays seeds until one finds it, and takes it out again. */
  play(
    { name, file, from, to }: Planted,
    { seed, seeds }: { seed: number; seeds: number },
  ): Verdict {
    const path = join(this.#copy, file);
    const sound = readFileSync(join(this.#root, file), 'utf8');
    const places = this.places({ file, from });
    if (places !== 1) {
      throw new Error(`"${name}" is to be planted in one place of ${file}, found ${places}.`);
    }
    writeFileSync(
      path,
      sound.replace(from, () => to),
    );
    try {
      const script = join(this.#copy, 'scripts/simulate.ts');
      const range = ['--seeds', String(seeds), '--seed', String(seed), '--stop'];
      const args = ['--conditions=quipu-src', script, ...range];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      const found = stdout.split('\n').slice(0, 2).join(' ');
      // A bug that cannot be played (it does not parse) has not been caught.
      const caught = status === 1 && /^seed \d+: \d+ broken/.test(stdout);
      return { caught, words: caught ? found : `exit ${status}: ${stderr.slice(0, 500)}${found}` };
    } finally {
      writeFileSync(path, sound);
    }
  }

  /** Removes the copy. */
  clear(): void {
    rmSync(this.#copy, { recursive: true, force: true });
  }
}
