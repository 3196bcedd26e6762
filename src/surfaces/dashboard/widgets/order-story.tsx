import type { ControlResult } from '../../../ledger/journal.ts';
import { parseClientOrderId } from '../../../orders/request.ts';
import { requestCancelOrder, Problem } from '../link/api.ts';
import { momentText } from '../model/market-time.ts';
import { type OrderRow, orderRow } from '../model/order-rows.ts';
import { controlInputs, orderStory, type Step } from '../model/order-story.ts';
import { includesRole } from '../model/page-entry.ts';
import { freshness, house, limits, marketAt, session, watchHouse } from '../state/store.ts';
import { TwoStepButton } from './confirm.tsx';
import { Facts } from './facts.tsx';
import { Timeline, type TimelineStep } from './timeline.tsx';

/** Shows an order's reason and its steps from the journal. */
export function OrderStory({ id }: { readonly id: string }) {
  watchHouse();
  const { portfolio, stories } = house.account;
  const order = portfolio.orders.get(parseClientOrderId(id));
  if (order === undefined) {
    return (
      <>
        <h2 id="drawer-title">Order</h2>
        <p>This page does not know the order {id}.</p>
      </>
    );
  }
  const row = orderRow(order);
  const steps = orderStory(stories.get(parseClientOrderId(id)) ?? []);
  return (
    <>
      <h2 id="drawer-title">
        Why {row.side} {row.symbol}?
      </h2>
      <blockquote class="why">{row.reason}</blockquote>
      <Facts
        rows={[
          ['Decided by', row.book === 'manual' ? 'user' : `strategy ${row.book}`],
          ['Order', `${row.side} ${row.size} ${row.symbol}, ${row.terms}`],
          [
            'Status',
            <span class={`status ${row.tone}`}>
              <span class="dot" aria-hidden="true" />
              {row.status}
            </span>,
          ],
          ['Filled', `${row.filled} at ${row.average}`],
          ['Client order id', <code>{id}</code>],
          [
            'Broker order id',
            order.brokerId === null ? (
              order.status === 'denied' ? (
                'none: the order was never sent'
              ) : (
                'none yet'
              )
            ) : (
              <code>{order.brokerId}</code>
            ),
          ],
        ]}
      />
      {row.isOpen && row.tone !== 'doubt' && <CancelButton id={id} />}
      <h3>Timeline</h3>
      {steps.length === 0 ? (
        <p class="muted">
          Its steps are older than this page holds: <code>quipu order show {id}</code>
        </p>
      ) : (
        <Timeline steps={steps.map(timelineStep)} pending={pendingText(row)} />
      )}
    </>
  );
}

function timelineStep({ seq, at, title, words, by, tone, controls }: Step): TimelineStep {
  return {
    key: seq,
    tone,
    title: (
      <>
        {title} <span class="muted">{by}</span>
      </>
    ),
    body: (
      <>
        {words !== '' && <p class="step-words">{words}</p>}
        {controls.length > 0 && <Controls controls={controls} />}
      </>
    ),
    when: `${momentText(at, marketAt.value)} ET · entry ${seq}`,
  };
}

/** Returns the next expected step of an order. */
function pendingText({ isOpen, tone, status }: OrderRow): string {
  if (!isOpen) return '';
  if (tone === 'doubt') return 'Verifying with the broker';
  return status === 'canceling' ? 'Waiting for the cancel' : 'Waiting for a fill or a cancel';
}

const OUTCOMES: Readonly<Record<ControlResult['outcome'], string>> = {
  pass: '✓',
  deny: '✗',
  not_applicable: '·',
};
const OUTCOME_NAMES: Readonly<Record<ControlResult['outcome'], string>> = {
  pass: 'passed',
  deny: 'denied it',
  not_applicable: 'not applicable',
};

function Controls({ controls }: { readonly controls: readonly ControlResult[] }) {
  return (
    <ul class="controls">
      {controls.map((result) => {
        const limit = limits.value.find(({ control }) => control === result.control);
        return (
          <li key={result.control} class={result.outcome}>
            <details>
              <summary>
                <span class="outcome" aria-hidden="true">
                  {OUTCOMES[result.outcome]}
                </span>
                {result.control} {limit?.title}
                <span class="sr-only">: {OUTCOME_NAMES[result.outcome]}</span>
              </summary>
              <Facts rows={controlInputs(result, limit?.fractions ?? [])} />
            </details>
          </li>
        );
      })}
    </ul>
  );
}

function CancelButton({ id }: { readonly id: string }) {
  const now = session.value;
  if (now === null || !includesRole(now.role, 'trader')) return null;
  if (freshness.value === 'offline') {
    return <p class="muted">Offline: an order can be canceled once Quipu responds again.</p>;
  }
  const cancel = (): Promise<string> =>
    requestCancelOrder(id).then(
      () => '',
      (error: unknown) => (error instanceof Problem ? error.message : 'Quipu did not respond.'),
    );
  return (
    <p class="actions">
      <TwoStepButton
        name="Cancel order"
        again="Press again to cancel"
        sent="Cancel requested"
        onConfirm={cancel}
      />
    </p>
  );
}
