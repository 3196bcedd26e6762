import {
  countText,
  exactMoneyText,
  moneyText,
  numberText,
  percentText,
  quantityText,
} from '../../../core/number-text.ts';
import type { EpochMs } from '../../../core/time.ts';
import type { ControlResult, JournalEntry } from '../../../ledger/journal.ts';
import type { Evidence, OrderEvent } from '../../../orders/event.ts';
import { termsText } from './order-rows.ts';

/** One step in the life of an order. */
export interface Step {
  readonly seq: number;
  readonly at: EpochMs;
  readonly title: string;
  /** The reason or response as received; text from outside, never markup. */
  readonly words: string;
  /** Who made the step. */
  readonly by: string;
  readonly tone: 'quiet' | 'good' | 'bad' | 'doubt';
  readonly controls: readonly ControlResult[];
}

type Said = Omit<Step, 'seq' | 'at'>;

const NO_CONTROLS: readonly ControlResult[] = [];

/** Returns the steps of an order from its entries, oldest first. */
export function orderStory(entries: readonly JournalEntry[]): readonly Step[] {
  return entries.map((entry) => ({ seq: entry.seq, at: entry.at, ...said(entry) }));
}

function said({ body }: JournalEntry): Said {
  switch (body.kind) {
    case 'ordered': {
      const { side, size, symbol, terms, book, reason, timeInForce } = body.order;
      const much =
        size.kind === 'quantity' ? quantityText(size.quantity) : `${moneyText(size.notional)} of`;
      const title = `Decided: ${side} ${much} ${symbol}, ${termsText(terms)}, ${timeInForce}`;
      const by = book === 'manual' ? 'user' : `strategy ${book}`;
      return { title, words: reason, by, tone: 'quiet', controls: NO_CONTROLS };
    }
    case 'reviewed': {
      const { controls, verdict } = body;
      const passed = controls.filter(({ outcome }) => outcome === 'pass').length;
      const silent = controls.filter(({ outcome }) => outcome === 'not_applicable').length;
      const stopped = controls.length - passed - silent;
      const words =
        stopped === 0
          ? `${countText(passed, 'control')} passed, ${silent} not applicable.`
          : `${stopped} of ${controls.length} controls denied it.`;
      const tone = verdict === 'approved' ? 'good' : 'bad';
      const title = verdict === 'approved' ? 'Approved' : 'Denied';
      return { title, words, by: 'risk gate', tone, controls };
    }
    case 'illegal_event':
      return {
        title: 'Event does not match the order',
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
      return { title: 'Denied before it was sent', words, by: 'risk gate', tone: 'bad' };
    }
    case 'sent':
      return {
        title: `Sent again, attempt ${event.attempt}`,
        words: '',
        by: 'Quipu',
        tone: 'quiet',
      };
    case 'filled': {
      const { quantity, price, cumulative } = event.fill;
      const much = quantityText(quantity);
      const sum = event.complete ? 'complete' : `${quantityText(cumulative)} so far`;
      const title = `Filled ${much} at ${exactMoneyText(price)}, ${sum}`;
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
      const title = `Outcome of attempt ${event.attempt} unknown; the order may be working`;
      return { ...ofBroker(title, event.evidence), tone: 'doubt' };
    }
    case 'not_found':
      return {
        ...ofBroker('Not found; not yet proof that it does not exist', event.evidence),
        tone: 'doubt',
      };
    case 'cancel_requested':
      return { title: 'Cancel requested', words: event.reason, by: 'Quipu', tone: 'quiet' };
    case 'cancel_refused':
    case 'cancel_unknown':
      return { ...ofBroker(sentence(event.kind), event.evidence), tone: 'doubt' };
    case 'abandoned':
      return { title: 'Abandoned', words: event.reason, by: 'Quipu', tone: 'doubt' };
    case 'quarantined':
      return { ...ofBroker('Quarantined', event.evidence), tone: 'doubt' };
    case 'fill_gap': {
      const filled = quantityText(event.cumulative);
      const title = `${filled} filled at the broker, more than was received`;
      return { ...ofBroker(title, event.evidence), tone: 'doubt' };
    }
  }
}

function ofBroker(title: string, { source, status, code, message }: Evidence) {
  const numbers = [
    status === undefined ? '' : `HTTP ${status}`,
    code === undefined ? '' : `code ${code}`,
  ].filter((part) => part !== '');
  const where = source === 'own_decision' ? 'Quipu' : `broker, ${source}`;
  return { title, words: message, by: [where, ...numbers].join(', ') };
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1).replaceAll('_', ' ');
}

/** Returns the inputs of a control's result as text; `fractions` names the percentages. */
export function controlInputs(
  { inputs }: Pick<ControlResult, 'inputs'>,
  fractions: readonly string[],
): readonly (readonly [string, string])[] {
  return Object.entries(inputs).map(([name, value]) => [
    name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/ ms$/, ''),
    fractions.includes(name) && typeof value === 'number'
      ? percentText(value)
      : inputText(name, value),
  ]);
}

function inputText(name: string, value: ControlResult['inputs'][string]): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (name.endsWith('Ms')) return `${numberText(value / 1000, 1)} s`;
  return numberText(value, 2);
}
