import { useState } from 'preact/hooks';
import type { ControlResult } from '../../../ledger/journal.ts';
import type { ClientOrderId } from '../../../orders/request.ts';
import { cancelOrder, Problem } from '../link/api.ts';
import { momentText } from '../model/market-time.ts';
import { orderRow } from '../model/order-rows.ts';
import { controlInputs, controlTitle, orderStory, type Step } from '../model/order-story.ts';
import { watchHouse, house, marketAt, session } from '../state/store.ts';
import { Facts } from './facts.tsx';

/** Why an order was made and what became of it, step by step, from the journal. */
export function OrderStory({ id }: { readonly id: string }) {
  watchHouse();
  const { portfolio, stories } = house.account;
  const order = portfolio.orders.get(id as ClientOrderId);
  if (order === undefined) {
    return (
      <>
        <h2 id="drawer-title">Order</h2>
        <p>This page does not know the order {id}.</p>
      </>
    );
  }
  const row = orderRow(order);
  const steps = orderStory(stories.get(id as ClientOrderId) ?? []);
  return (
    <>
      <h2 id="drawer-title">
        Why {row.side} {row.symbol}?
      </h2>
      <blockquote class="why">{row.reason}</blockquote>
      <Facts
        rows={[
          ['Decided by', row.book === 'manual' ? 'a person' : `strategy ${row.book}`],
          ['Order', `${row.side} ${row.size} ${row.symbol}, ${row.terms}`],
          [
            'Status',
            <span class={`status ${row.tone}`}>
              <span class="dot" aria-hidden="true" />
              {row.status}
            </span>,
          ],
          ['Filled', `${row.filled} at ${row.average}`],
          ['Our id', <code>{id}</code>],
          [
            'Broker id',
            order.brokerId === null ? (
              order.status === 'denied' ? (
                'none: it was never sent'
              ) : (
                'none yet'
              )
            ) : (
              <code>{order.brokerId}</code>
            ),
          ],
        ]}
      />
      {row.open && <CancelButton id={id} />}
      <h3>What happened</h3>
      {steps.length === 0 ? (
        <p class="muted">
          Its steps are older than this page keeps: <code>quipu order show {id}</code>
        </p>
      ) : (
        <ol class="steps">
          {steps.map((step) => (
            <StepLine key={step.seq} step={step} />
          ))}
        </ol>
      )}
    </>
  );
}

function StepLine({ step }: { readonly step: Step }) {
  const { seq, at, title, words, by, tone, controls } = step;
  return (
    <li class={tone}>
      <p class="step-title">
        {title} <span class="muted">{by}</span>
      </p>
      {words !== '' && <p class="step-words">{words}</p>}
      {controls.length > 0 && <Controls controls={controls} />}
      <p class="step-at muted">
        {momentText(at, marketAt.value)} · entry {seq}
      </p>
    </li>
  );
}

const OUTCOMES: Readonly<Record<ControlResult['outcome'], string>> = {
  pass: '✓',
  deny: '✗',
  not_applicable: '·',
};
const OUTCOME_WORDS: Readonly<Record<ControlResult['outcome'], string>> = {
  pass: 'passed',
  deny: 'stopped it',
  not_applicable: 'nothing to say',
};

function Controls({ controls }: { readonly controls: readonly ControlResult[] }) {
  return (
    <ul class="controls">
      {controls.map((result) => (
        <li key={result.control} class={result.outcome}>
          <details>
            <summary>
              <span class="outcome" aria-hidden="true">
                {OUTCOMES[result.outcome]}
              </span>
              {result.control} {controlTitle(result.control)}
              <span class="sr-only">: {OUTCOME_WORDS[result.outcome]}</span>
            </summary>
            <Facts rows={controlInputs(result)} />
          </details>
        </li>
      ))}
    </ul>
  );
}

function CancelButton({ id }: { readonly id: string }) {
  const [asked, setAsked] = useState(false);
  const [said, setSaid] = useState('');
  if (session.value === null || session.value.role === 'viewer') return null;
  const act = (): void => {
    if (!asked) {
      setAsked(true);
      return;
    }
    setAsked(false);
    setSaid('Asked the broker to withdraw it.');
    cancelOrder(id).catch((error: unknown) => {
      setSaid(error instanceof Problem ? error.message : 'The server did not answer.');
    });
  };
  return (
    <p class="actions">
      <button type="button" class={asked ? 'button danger' : 'button'} onClick={act}>
        {asked ? 'Yes, cancel it' : 'Cancel order…'}
      </button>
      {said !== '' && <span role="status">{said}</span>}
    </p>
  );
}
