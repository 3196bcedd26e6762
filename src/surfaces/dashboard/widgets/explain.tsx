import type { BookId } from '../../../orders/request.ts';
import { explainFigure, type FigureId } from '../model/explain.ts';
import { momentText } from '../model/market-time.ts';
import { dollars, grouped, groupedText, percent } from '../../../core/number-text.ts';
import { exactDollars, finePriceText, signedDollars, signedPercent } from '../model/number-text.ts';
import { controlTitle } from '../model/order-story.ts';
import {
  watchHouse,
  books,
  figures,
  house,
  limits,
  marketAt,
  positions,
  positionSums,
  strategies,
} from '../state/store.ts';
import { open } from '../state/ui.ts';
import { Facts } from './facts.tsx';
import { Signed } from './signed.tsx';

function Gone({ what }: { readonly what: string }) {
  return (
    <>
      <h2 id="drawer-title">{what}</h2>
      <p>It is not there any more.</p>
    </>
  );
}

/** What a figure is, how it is computed and from which numbers. */
export function FigureStory({ figure }: { readonly figure: FigureId }) {
  watchHouse();
  const { session, seq } = house.account.portfolio;
  const { title, value, meaning, formula, inputs, note } = explainFigure(figure, {
    figures: figures.value,
    sums: positionSums.value,
    at: marketAt.value,
    sessionDate: session?.date ?? null,
    seq,
    curvePoints: house.curve.length,
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

/** A holding with its lots, and where each came from. */
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
        <Signed of={signedDollars(row.unrealized)} />{' '}
        <Signed of={signedPercent(row.unrealizedFraction)} plain />
      </p>
      <p>What it has gained since it was bought, at the last price, and not yet realized.</p>
      <pre class="formula">
        unrealized = quantity × last price − cost{'\n'}weight = value / equity
      </pre>
      <h3>The numbers behind it</h3>
      <Facts
        rows={[
          ['Quantity', groupedText(row.quantity.toString())],
          ['Cost of the open lots', exactDollars(row.cost.toString())],
          ['Average cost of a share', finePriceText(row.averagePrice)],
          ['Last price', finePriceText(row.price)],
          ['Value', dollars(row.value)],
          ['Weight in equity', percent(row.weight)],
        ]}
      />
      <h3>Lots, first in first out</h3>
      <ol class="lots">
        {lots.map(({ book, lot }, index) => (
          <li key={`${book} ${String(lot.order)} ${index}`}>
            <span>
              {groupedText(lot.quantity.toString())} for ${groupedText(lot.cost.toFixed(2))}
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

/** A strategy with its book: what it was given, what it made of it, what it holds. */
export function BookStory({ id }: { readonly id: string }) {
  const row = books.value.find((one) => one.id === id);
  if (row === undefined) return <Gone what={id} />;
  const card = strategies.value.find(({ book }) => book === id);
  const book = house.account.portfolio.books.get(id as BookId);
  const params = Object.entries(card?.params ?? {});
  return (
    <>
      <h2 id="drawer-title">{id}</h2>
      <p class="drawer-value">
        <Signed of={signedDollars(row.pnl)} /> <Signed of={signedPercent(row.pnlFraction)} plain />
      </p>
      {card !== undefined && card.description !== '' && <p>{card.description}</p>}
      <pre class="formula">result = equity of its book − what it was given</pre>
      <h3>The numbers behind it</h3>
      <Facts
        rows={[
          ['Equity of its book', dollars(row.equity)],
          ['Given', dollars(row.contributed.toNumber())],
          ['Since the session opened', <Signed of={signedDollars(row.dayPnl)} />],
          ['Realized, before fees', <Signed of={signedDollars(row.realized.toNumber())} />],
          ['Fees', dollars(row.fees.toNumber())],
          ['Its own cash', dollars(book?.cash.toNumber() ?? Number.NaN)],
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
          The result of the day is known to a page that watched the session open; this one opened
          later.
        </p>
      )}
    </>
  );
}

/** A limit of the risk gate: what it is, where it stands, what it has stopped. */
export function LimitStory({ control }: { readonly control: string }) {
  const limit = limits.value.find((one) => one.control === control);
  if (limit === undefined) return <Gone what={controlTitle(control)} />;
  const { title, limit: words, value, used, state, denied, code } = limit;
  return (
    <>
      <h2 id="drawer-title">
        {control} {title}
      </h2>
      <p class="drawer-value">{used === null ? state : `${grouped(used * 100, 1)} % used`}</p>
      <p>Every order passes this control before it is sent. An input that is missing denies.</p>
      <Facts
        rows={[
          ['Limit in force', words],
          ['Where it stands', value ?? 'measured order by order'],
          ['State', state],
          ['Orders stopped so far', grouped(denied, 0)],
          ['Code of a denial', <code>{code}</code>],
        ]}
      />
    </>
  );
}
