import {
  exactMoneyText,
  moneyChange,
  moneyText,
  numberText,
  percentChange,
  percentText,
  quantityText,
  sharesText,
} from '../../../core/number-text.ts';
import type { BookId } from '../../../orders/request.ts';
import { explainFigure, type FigureId } from '../model/explain.ts';
import { momentText } from '../model/market-time.ts';
import {
  watchHouse,
  books,
  figures,
  house,
  limits,
  marketAt,
  positions,
  positionSums,
  returnMethod,
  strategyCards,
} from '../state/store.ts';
import { open } from '../state/ui.ts';
import { Facts } from './facts.tsx';
import { Signed } from './signed.tsx';

function Gone({ what }: { readonly what: string }) {
  return (
    <>
      <h2 id="drawer-title">{what}</h2>
      <p>It no longer exists.</p>
    </>
  );
}

/** Shows the definition of a figure, its computation and its inputs. */
export function FigureStory({ figure }: { readonly figure: FigureId }) {
  watchHouse();
  const { session, seq } = house.account.portfolio;
  const { title, value, meaning, formula, inputs, note } = explainFigure(figure, {
    figures: figures.value,
    sums: positionSums.value,
    at: marketAt.value,
    sessionDate: session?.date ?? null,
    seq,
    method: returnMethod.value,
  });
  return (
    <>
      <h2 id="drawer-title">{title}</h2>
      <p class="drawer-value">{value}</p>
      <p>{meaning}</p>
      <pre class="formula">{formula}</pre>
      <h3>The numbers behind it</h3>
      <Facts rows={inputs} />
      <p class="muted">{note}</p>
    </>
  );
}

/** Shows a position with its lots, and the source of each. */
export function PositionStory({ symbol }: { readonly symbol: string }) {
  const row = positions.value.find((one) => one.symbol === symbol);
  if (row === undefined) return <Gone what={symbol} />;
  const now = marketAt.value;
  const lots = [...house.account.portfolio.books.values()].flatMap((book) => {
    const position = [...book.positions.values()].find((one) => one.symbol === symbol);
    return (position?.lots ?? []).map((lot) => ({ book: book.id, lot }));
  });
  return (
    <>
      <h2 id="drawer-title">{symbol}</h2>
      <p class="drawer-value">
        <Signed of={moneyChange(row.unrealized)} />{' '}
        <Signed of={percentChange(row.unrealizedFraction)} plain />
      </p>
      <p>The gain since the position was opened, at the last price, not yet realized.</p>
      <pre class="formula">
        unrealized = quantity × last price - cost{'\n'}weight = value / equity
      </pre>
      <h3>The numbers behind it</h3>
      <Facts
        rows={[
          ['Quantity', quantityText(row.quantity)],
          ['Cost of the open lots', exactMoneyText(row.cost)],
          ['Average cost of a share', moneyText(row.averagePrice)],
          ['Last price', moneyText(row.price)],
          ['Value', moneyText(row.value)],
          ['Weight in equity', percentText(row.weight)],
        ]}
      />
      <h3>Lots, first in first out</h3>
      <ol class="lots">
        {lots.map(({ book, lot }, index) => (
          <li key={`${book} ${String(lot.order)} ${index}`}>
            <span>
              {sharesText(lot.quantity)} for {moneyText(lot.cost)}
            </span>
            <span class="muted">
              {momentText(lot.openedAt, now)}, {book}
            </span>
            {lot.order !== null && <WhyButton id={lot.order} />}
          </li>
        ))}
      </ol>
    </>
  );
}

function WhyButton({ id }: { readonly id: string }) {
  return (
    <button type="button" class="link-button" onClick={() => open({ kind: 'order', id })}>
      why?
    </button>
  );
}

/** A strategy with its book: net deposits, result, positions. */
export function BookStory({ id }: { readonly id: string }) {
  const row = books.value.find((one) => one.id === id);
  if (row === undefined) return <Gone what={id} />;
  const card = strategyCards.value.find(({ book }) => book === id);
  const book = house.account.portfolio.books.get(id as BookId);
  const params = Object.entries(card?.params ?? {});
  return (
    <>
      <h2 id="drawer-title">{id}</h2>
      <p class="drawer-value">
        <Signed of={moneyChange(row.pnl)} /> <Signed of={percentChange(row.pnlFraction)} plain />
      </p>
      {card !== undefined && card.description !== '' && <p>{card.description}</p>}
      <pre class="formula">total = equity of its book - net deposits of the book</pre>
      <h3>The numbers behind it</h3>
      <Facts
        rows={[
          ['Equity of its book', moneyText(row.equity)],
          ['Net deposits', moneyText(row.contributed.toNumber())],
          ['Today', <Signed of={moneyChange(row.dayPnl)} />],
          ['Realized, before fees', <Signed of={moneyChange(row.realized.toNumber())} />],
          ['Fees', moneyText(row.fees.toNumber())],
          ['Its own cash', moneyText(book?.cash.toNumber() ?? Number.NaN)],
          ['State', row.stateReason === '' ? row.state : `${row.state}: ${row.stateReason}`],
        ]}
      />
      {card !== undefined && (
        <>
          <h3>How it runs</h3>
          <Facts
            rows={[
              ['Strategy', card.strategy],
              ['Bars', card.timeframe],
              ['Symbols', card.symbols.join(', ')],
              ...params.map(([name, value]) => [name, String(value)] as const),
            ]}
          />
        </>
      )}
      {Number.isNaN(row.dayPnl) && (
        <p class="muted">
          The result of today is not known: the journal has no value of this book at the open.
        </p>
      )}
    </>
  );
}

/** Shows a limit of the risk gate: its definition, its usage, and its denials. */
export function LimitStory({ control }: { readonly control: string }) {
  const limit = limits.value.find((one) => one.control === control);
  if (limit === undefined) return <Gone what={control} />;
  const { title, limit: inForce, value, used, state, denied, code } = limit;
  return (
    <>
      <h2 id="drawer-title">
        {control} {title}
      </h2>
      <p class="drawer-value">{used === null ? state : `${percentText(used)} used`}</p>
      <p>Every order passes this control before it is sent. A missing input denies the order.</p>
      <Facts
        rows={[
          ['Limit in force', inForce],
          ['Now', value ?? 'checked order by order'],
          ['State', state],
          ['Orders denied so far', numberText(denied, 0)],
          ['Code of a denial', <code>{code}</code>],
        ]}
      />
    </>
  );
}
