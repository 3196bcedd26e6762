import type { EpochMs } from '../../../core/time.ts';
import type { ControlResult, JournalEntry } from '../../../ledger/journal.ts';
import type { Evidence, OrderEvent } from '../../../orders/event.ts';
import { grouped, groupedText, percent } from '../../../core/number-text.ts';
import { finePriceText } from './number-text.ts';
import { termsText } from './order-rows.ts';

/** One step in the life of an order, in words. */
export interface Step {
  readonly seq: number;
  readonly at: EpochMs;
  readonly title: string;
  /** What was said, in the words of who said it; text from outside, never markup. */
  readonly words: string;
  /** Who said it. */
  readonly by: string;
  readonly tone: 'quiet' | 'good' | 'bad' | 'doubt';
  readonly controls: readonly ControlResult[];
}

type Said = Omit<Step, 'seq' | 'at'>;

const NO_CONTROLS: readonly ControlResult[] = [];

/** The life of an order from its entries, oldest first. */
export function orderStory(entries: readonly JournalEntry[]): readonly Step[] {
  return entries.map((entry) => ({ seq: entry.seq, at: entry.at, ...said(entry) }));
}

function said({ body }: JournalEntry): Said {
  switch (body.kind) {
    case 'ordered': {
      const { side, size, symbol, terms, book, reason, timeInForce } = body.order;
      const much =
        size.kind === 'quantity'
          ? groupedText(size.quantity.toString())
          : `$${groupedText(size.notional.toString())} of`;
      const title = `Decided: ${side} ${much} ${symbol}, ${termsText(terms)}, ${timeInForce}`;
      const by = book === 'manual' ? 'a person' : `strategy ${book}`;
      return { title, words: reason, by, tone: 'quiet', controls: NO_CONTROLS };
    }
    case 'reviewed': {
      const { controls, verdict } = body;
      const passed = controls.filter(({ outcome }) => outcome === 'pass').length;
      const silent = controls.filter(({ outcome }) => outcome === 'not_applicable').length;
      const stopped = controls.length - passed - silent;
      const words =
        stopped === 0
          ? `${passed} controls passed, ${silent} had nothing to say.`
          : `${stopped} of ${controls.length} controls stopped it.`;
      const tone = verdict === 'approved' ? 'good' : 'bad';
      const title = verdict === 'approved' ? 'Approved' : 'Denied';
      return { title, words, by: 'risk gate', tone, controls };
    }
    case 'illegal_event':
      return {
        title: 'Does not fit',
        words: body.found,
        by: 'engine',
        tone: 'doubt',
        controls: NO_CONTROLS,
      };
    case 'order_event':
      return { controls: NO_CONTROLS, ...eventSaid(body.event) };
    default:
      return { title: body.kind, words: '', by: 'journal', tone: 'quiet', controls: NO_CONTROLS };
  }
}

function eventSaid(event: OrderEvent): Omit<Said, 'controls'> {
  switch (event.kind) {
    case 'denied': {
      const words = event.denials.map(({ message }) => message).join(' ');
      return { title: 'Stopped before it was sent', words, by: 'risk gate', tone: 'bad' };
    }
    case 'sent':
      return { title: `Sent again, attempt ${event.attempt}`, words: '', by: 'us', tone: 'quiet' };
    case 'filled': {
      const { quantity, price, cumulative } = event.fill;
      const much = groupedText(quantity.toString());
      const sum = event.complete ? 'complete' : `${groupedText(cumulative.toString())} so far`;
      const title = `Filled ${much} at ${finePriceText(price.toNumber())}, ${sum}`;
      return { ...ofBroker(title, event.evidence), tone: 'good' };
    }
    case 'accepted': {
      const title = `At the broker: ${event.status.replaceAll('_', ' ')}`;
      return { ...ofBroker(title, event.evidence), tone: 'quiet' };
    }
    case 'rejected':
      return { ...ofBroker('Rejected by the broker', event.evidence), tone: 'bad' };
    case 'canceled':
    case 'expired':
      return { ...ofBroker(sentence(event.kind), event.evidence), tone: 'quiet' };
    case 'replaced':
      return { ...ofBroker(`Replaced by ${event.by}`, event.evidence), tone: 'quiet' };
    case 'outcome_unknown': {
      const title = `Outcome of attempt ${event.attempt} unknown; it may be alive`;
      return { ...ofBroker(title, event.evidence), tone: 'doubt' };
    }
    case 'not_found':
      return { ...ofBroker('Not found, which proves nothing yet', event.evidence), tone: 'doubt' };
    case 'cancel_requested':
      return { title: 'Cancel requested', words: event.reason, by: 'us', tone: 'quiet' };
    case 'cancel_refused':
    case 'cancel_unknown':
      return { ...ofBroker(sentence(event.kind), event.evidence), tone: 'doubt' };
    case 'abandoned':
      return { title: 'No longer wanted', words: event.reason, by: 'us', tone: 'doubt' };
    case 'quarantined':
      return { ...ofBroker('Not understood', event.evidence), tone: 'doubt' };
    case 'fill_gap': {
      const title = `${groupedText(event.cumulative.toString())} executed, more than was seen`;
      return { ...ofBroker(title, event.evidence), tone: 'doubt' };
    }
  }
}

function ofBroker(title: string, { source, status, code, message }: Evidence) {
  const numbers = [
    status === undefined ? '' : `HTTP ${status}`,
    code === undefined ? '' : `code ${code}`,
  ].filter((part) => part !== '');
  const where = source === 'own_decision' ? 'us' : `broker, ${source}`;
  return { title, words: message, by: [where, ...numbers].join(', ') };
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1).replaceAll('_', ' ');
}

const TITLES: Readonly<Record<string, string>> = {
  'R-01': 'Engine state',
  'R-03': 'Maximum order value',
  'R-05': 'Price collar',
  'R-09': 'Duplicate order',
  'R-04': 'Maximum order shares',
  'R-13': 'Open orders',
  'R-35': 'Cash in doubt',
  'R-12': 'Back-off after refusals',
  'R-14': 'Capital',
  'R-15': 'Concentration',
  'R-17': 'Daily loss',
  'R-22': 'Stale price',
  'R-28': 'Symbol in doubt',
};

/** The title of a control of the gate; its id alone when this page does not know it. */
export function controlTitle(control: string): string {
  return TITLES[control] ?? control;
}

const FRACTIONS = new Set(
  'weight gross maxGross loss reduce halt away stopAway collar stopCollar'.split(' '),
);

/** What a control looked at, name and value in words. */
export function controlInputs(result: ControlResult): readonly (readonly [string, string])[] {
  return Object.entries(result.inputs).map(([name, value]) => [
    name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/ ms$/, ''),
    inputText(name, value, result.control),
  ]);
}

function inputText(name: string, value: ControlResult['inputs'][string], control: string): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (name.endsWith('Ms')) return `${grouped(value / 1000, 1)} s`;
  if (FRACTIONS.has(name) || (name === 'limit' && control === 'R-15')) return percent(value);
  return grouped(value, 2);
}
