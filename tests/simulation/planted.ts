import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PLANTED_LAWS } from './planted-laws.ts';

/** A plausible bug that the seeds must find. */
export interface Planted {
  readonly name: string;
  readonly file: string;
  /** The current text, which occurs once in the file, and the text with the bug. */
  readonly from: string;
  readonly to: string;
  /** Start of the finding that must catch it; any finding counts when absent. */
  readonly law?: string;
  /** First seed that the test runs; one of the next few finds the bug. 1 for a test file. */
  readonly early?: number;
  /** Test file that finds the bug; the live driver's seeds when absent. */
  readonly testFile?: string;
}

/** Reliability bugs that the simulation must catch; each changes one file in one place. */
export const PLANTED: readonly Planted[] = [
  {
    name: 'orders leave before their entries are durable',
    early: 1,
    file: 'src/engine/drive/run-live.ts',
    from: '    if (entries.length > 0) {',
    to:
      "    for (const command of commands) if (command.kind === 'submit') {\n" +
      '      void this.#perform(command, decidedAt);\n    }\n' +
      "    commands = commands.filter(({ kind }) => kind !== 'submit');\n" +
      '    if (entries.length > 0) {',
  },
  {
    name: 'a repeat gets a new id',
    early: 1,
    file: 'src/engine/orders/settle.ts',
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
    name: 'a server error counts as a rejection',
    file: 'src/alpaca/client/classify.ts',
    from: 'if (evidence.code === undefined || !BUSINESS_STATUSES.has(status)) return',
    to:
      'if (status >= 500) return { submission: ' +
      "{ kind: 'refused', at: now, evidence }, report: null };\n" +
      '  if (evidence.code === undefined || !BUSINESS_STATUSES.has(status)) return',
  },
  {
    name: 'a missing response counts as a rejection',
    file: 'src/engine/orders/order-events.ts',
    from: "bookOrderEvent(recorder, { kind: 'outcome_unknown', at, order, attempt, evidence });\n      if",
    to: "bookOrderEvent(recorder, { kind: 'rejected', at, order, evidence });\n      if",
  },
  {
    name: 'an order not found by a deadline counts as rejected',
    early: 4,
    file: 'src/engine/orders/settle.ts',
    from: "const event = { kind: 'abandoned', at: this.#recorder.now, order, reason } as const;",
    to:
      "const evidence = { source: 'own_decision', message: reason } as const;\n" +
      "    const event = { kind: 'rejected', at: this.#recorder.now, order, evidence } as const;",
  },
  {
    name: 'an order missing from the open orders counts as canceled',
    file: 'src/engine/account/reconcile.ts',
    from: "if (!listed.has(id)) recorder.command({ kind: 'find', order: id });",
    to:
      'if (!listed.has(id) && portfolio.open.get(id)!.brokerId !== null)\n' +
      "        bookOrderEvent(recorder, { kind: 'canceled', at: recorder.now, order: id, " +
      'evidence });',
  },
  {
    name: 'a fill after a final status is dropped',
    early: 138,
    file: 'src/orders/lifecycle.ts',
    from: '  if (hasFill(order, fill)) return order;',
    to: '  if (hasFill(order, fill) || isTerminal(order.status)) return order;',
  },
  {
    name: 'a fill is booked from both the stream and REST',
    early: 1,
    file: 'src/orders/lifecycle.ts',
    from: 'if (known.id === fill.id || known.cumulative.equals(fill.cumulative)) return true;',
    to: 'if (known === fill) return true;',
  },
  {
    name: 'the cumulative quantity is booked as the fill',
    early: 1,
    file: 'src/alpaca/client/trade-updates.ts',
    from: '    side,\n    quantity,\n',
    to: '    side,\n    quantity: order.filled,\n',
  },
  {
    name: 'a duplicate id counts as a rejection',
    early: 17,
    file: 'src/alpaca/client/classify.ts',
    from: "{ submission: { kind: 'duplicate', at: now, evidence }, report: null }",
    to: "{ submission: { kind: 'refused', at: now, evidence }, report: null }",
  },
  {
    name: 'a halt does not stop new orders',
    file: 'src/risk/controls/account/engine-state.ts',
    from: "return engine === 'running' ||",
    to: "return engine === 'running' || engine === 'halted' ||",
  },
  {
    name: 'a denial is journaled at every bar',
    early: 1,
    file: 'src/ledger/refusals.ts',
    from: 'return before !== null && haveSameCauses(before.causes, causesOf(denials));',
    to: 'return before !== null && haveSameCauses([], causesOf(denials));',
  },
  {
    name: 'a rejected order is sent again immediately',
    early: 38,
    file: 'src/risk/controls/rate/refusal-backoff.ts',
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
    name: 'a queued order is sent despite a halt',
    file: 'src/alpaca/client/rest.ts',
    from: 'if (canStillSend?.() === false)',
    to: 'if (canStillSend === null)',
  },
  {
    name: 'a restart resends possibly sent orders without a query',
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
    name: 'possibly live orders are not counted',
    early: 8,
    file: 'src/risk/view.ts',
    from: 'reserved += marketValue(request.instrument, at, left);',
    to: 'reserved += 0 * marketValue(request.instrument, at, left);',
  },
  {
    name: 'orders with an unknown outcome are not counted',
    early: 275,
    file: 'src/risk/view.ts',
    from: '    if (request.id === order.id || !isOpenOrder(open)) continue;',
    to:
      "    if (open.status === 'unknown') continue;\n" +
      '    if (request.id === order.id || !isOpenOrder(open)) continue;',
  },
  {
    name: 'pending sells are not counted',
    file: 'src/risk/view.ts',
    from: 'if (request.symbol === order.symbol) workingSells += left;',
    to: 'if (request.symbol === order.symbol) workingSells += 0 * left;',
  },
  {
    name: 'an unrecognized status counts as working',
    early: 9,
    file: 'src/engine/orders/order-events.ts',
    from: "if (status === 'partially_filled' || status === 'filled' || isWorking(status)) {",
    to: "if (!ENDED.has(status) || status === 'filled') {",
  },
  {
    name: 'the value of a fill is stored in floating point',
    early: 1,
    file: 'src/ledger/apply.ts',
    from: "import { notional, plainStock } from '../market/instrument.ts';",
    to:
      "import { decimal } from '../core/decimal.ts';\n" +
      "import { plainStock } from '../market/instrument.ts';\n" +
      'const notional = (_of: any, price: any, quantity: any): any =>\n' +
      '  decimal(String(price.toNumber() * quantity.toNumber()));',
  },
  {
    name: 'nothing is read after a reconnect',
    file: 'src/engine/connection.ts',
    from: 'const isCurrent = this.#isUp && statement >= this.#needed;',
    to: 'const isCurrent = statement >= 0;',
  },
  {
    name: 'a lost cancel is not sent again',
    file: 'src/engine/orders/settle.ts',
    from: '      if (pending) this.#cancelAgain(id, order);',
    to: '      if (pending && brokerId === null) this.#cancelAgain(id, order);',
  },
  {
    name: 'an external order is canceled',
    file: 'src/engine/orders/order-events.ts',
    from: "  const cause = recorder.record({ kind: 'external_order', order });",
    to:
      "  const cause = recorder.record({ kind: 'external_order', order });\n" +
      "  if (isOpen(order)) recorder.command({ kind: 'cancel', brokerId: order.id,\n" +
      '    order: order.clientId as ClientOrderId });',
  },
  {
    name: 'external trades made while disconnected are not booked',
    file: 'src/engine/account/reconcile.ts',
    from: '        strangers.add(order);',
    to: '        strangers.delete(order);',
  },
  {
    name: 'a gap closes with any next fill',
    file: 'src/orders/lifecycle.ts',
    from: '    gap: filled.lessThan(reported),',
    to: '    gap: false,',
  },
  {
    name: 'cash with a date but no time counts as before the opening',
    early: 13,
    file: 'src/engine/orders/order-events.ts',
    from: 'if (!flow.dateOnly && at <= portfolio.openedAt)',
    to: 'if (at <= portfolio.openedAt)',
  },
  {
    name: 'an accepted cancel counts as a final status',
    law: 'evidence',
    early: 1,
    file: 'src/engine/engine.ts',
    from: "    if (answer.kind === 'requested') return;",
    to:
      "    if (answer.kind === 'requested') {\n" +
      "      const accepted = { source: 'response', status: 204, message: 'canceled' } as const;\n" +
      "      bookOrderEvent(this.#recorder, { kind: 'canceled', at, order, evidence: accepted });\n" +
      '      return;\n    }',
  },
  {
    name: 'a pending cancel counts as a final status',
    law: 'evidence',
    early: 1,
    file: 'src/engine/orders/order-events.ts',
    from: "  if (status === 'canceled' || status === 'expired' || status === 'rejected') {",
    to:
      "  if (status === 'pending_cancel')\n" +
      "    bookOrderEvent(recorder, { kind: 'canceled', at, order, evidence });\n" +
      "  if (status === 'canceled' || status === 'expired' || status === 'rejected') {",
  },
  {
    name: 'waits run on the wall clock',
    law: 'INV-41: no statement',
    early: 1,
    file: 'src/engine/drive/run-live.ts',
    from: 'at: marketClock.now(), monotonic: world.clock.monotonic() };',
    to: 'at: marketClock.now(), monotonic: world.clock.now(), wallJumpMs: 0 };',
  },
  {
    name: 'a wall clock change delays the next statement',
    law: 'INV-41: no statement',
    early: 1,
    file: 'src/engine/connection.ts',
    from: '    this.#statements.restart(monotonic);',
    to: '    this.#statements.restart(monotonic + 3_600_000);',
  },
  {
    name: 'a wall clock jump is ignored',
    law: 'INV-41',
    early: 36,
    file: 'src/engine/engine.ts',
    from: '    if (Math.abs(wallJumpMs) >= WALL_JUMP_MS) {',
    to: '    if (wallJumpMs === Number.POSITIVE_INFINITY) {',
  },
  {
    name: 'a day starts before every position has a price',
    law: 'R-17',
    early: 275,
    file: 'src/engine/engine.ts',
    from: '    const equity = this.#isValued ? this.equity : null;',
    to: '    const { equity } = this;',
  },
  {
    name: 'daylight saving time ends a week late',
    law: 'INV-40',
    early: 1,
    file: 'src/core/new-york-time.ts',
    from: 'outOf * DAY + 6 * HOUR',
    to: '(outOf + 7) * DAY + 6 * HOUR',
  },
  {
    name: 'an append is several transactions',
    law: 'INV-33',
    early: 1,
    file: 'src/store/sqlite/journal.ts',
    from: 'transact(db, () => {\n          requireFence',
    to: '((work: () => void) => work())(() => {\n          requireFence',
  },
  {
    name: 'a journal failure is swallowed',
    law: 'INV-37',
    early: 1,
    file: 'src/engine/drive/run-live.ts',
    from: 'await this.#parts.journal.append(entries);',
    to: 'await this.#parts.journal.append(entries).catch(() => {});',
  },
  ...PLANTED_LAWS,
];

/** The parts of vitest's report that are read. */
interface TestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Outcome of a planted bug. */
export interface Verdict {
  readonly caught: boolean;
  /** The first findings, or why it could not run. */
  readonly words: string;
}

const FOLDERS = [
  'src',
  'tests',
  'scripts',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
] as const;

/** A copy of the sources in a temporary folder, with one planted bug at a time. */
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

  /** Counts the text that a bug replaces in its file; it must occur once. */
  places({ file, from }: Pick<Planted, 'file' | 'from'>): number {
    return readFileSync(join(this.#root, file), 'utf8').split(from).length - 1;
  }

  /** Plants a bug, runs its test file or seeds until one finds it, and restores the file. */
  play(
    { name, file, from, to, law, testFile }: Planted,
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
      if (testFile !== undefined) return this.#playTests(testFile);
      const script = join(this.#copy, 'scripts/simulate.ts');
      const range = [
        '--seeds',
        String(seeds),
        '--seed',
        String(seed),
        '--workers',
        '1',
        '--until',
        law ?? '',
      ];
      const args = ['--conditions=quipu-src', script, ...range];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      const lines = stdout.split('\n');
      const at = lines.findIndex((line) => line.startsWith(`  ${law ?? ''}`));
      const seen = lines.slice(0, Math.max(0, at)).findLast((line) => line.startsWith('seed '));
      const found = [seen?.split(':')[0] ?? '', lines[at] ?? ''].join(' ');
      // A bug that cannot run (it does not parse) has not been caught.
      const caught = status === 1 && at > 0 && /^seed \d+: \d+ broken/.test(stdout);
      return { caught, words: caught ? found : `exit ${status}: ${stderr.slice(0, 500)}${found}` };
    } finally {
      writeFileSync(path, sound);
    }
  }

  #playTests(testFile: string): Verdict {
    const vitest = join(this.#copy, 'node_modules/vitest/vitest.mjs');
    const answers = join(this.#copy, 'law.json');
    rmSync(answers, { force: true });
    const args = [vitest, 'run', testFile, '--bail=1', '--reporter=json', '--outputFile', answers];
    const options = { encoding: 'utf8', cwd: this.#copy } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
    const words = `exit ${status}: ${stderr.slice(0, 500)}${stdout.slice(0, 200)}`;
    if (!existsSync(answers)) return { caught: false, words };
    const report = JSON.parse(readFileSync(answers, 'utf8')) as TestReport;
    const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
    const failed = tests.filter((test) => test.status === 'failed');
    // A file that does not load fails without running a test, so it has found nothing.
    const caught = failed.length > 0;
    return { caught, words: caught ? `${failed.length}: ${failed[0]!.fullName}` : words };
  }

  /** Removes the copy. */
  clear(): void {
    rmSync(this.#copy, { recursive: true, force: true });
  }
}
