import { moneyText } from '../../../core/number-text.ts';
import { useState } from 'preact/hooks';
import { matchItems, type PaletteItem } from '../model/palette.ts';
import { pageGroups } from '../model/page-entry.ts';
import { PAGES } from '../pages/list.ts';
import { navigate, setQuery } from '../router.ts';
import { books, house, limits, positions } from '../state/store.ts';
import { closeAll, open, openHalt, paletteOpen, toggleAmounts, toggleTheme } from '../state/ui.ts';
import { useDialogFocus } from './dialog-focus.ts';

const ORDERS_SEARCHED = 200;

/** Shows search and commands: pages, positions, strategies, limits, orders, shortcuts. */
export function Palette() {
  const isOpen = paletteOpen.value;
  const host = useDialogFocus<HTMLDivElement>(isOpen);
  if (!isOpen) return null;
  return (
    <>
      <div class="backdrop" onClick={closeAll} />
      <div class="palette" role="dialog" aria-label="Search or run a command" ref={host}>
        <PaletteList />
      </div>
    </>
  );
}

function PaletteList() {
  const [query, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  // Read once while open: a list that moves under the cursor runs the wrong command.
  const [items] = useState(allItems);
  const found = matchItems(items, query);
  const run = (item: PaletteItem | undefined): void => {
    if (item === undefined) return;
    closeAll();
    item.run();
  };
  const onKey = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) {
      setChosen(Math.min(found.length - 1, Math.max(0, chosen + by)));
    } else if (event.key === 'Enter') {
      run(found[chosen]);
    } else {
      return;
    }
    event.preventDefault();
  };
  return (
    <>
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found.length === 0 ? undefined : `palette-${chosen}`}
        aria-label="Search or run a command"
        placeholder="Search or run a command"
        value={query}
        onKeyDown={onKey}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
      />
      <ul id="palette-list" role="listbox" aria-label="Results">
        {found.map((item, index) => (
          <li
            key={item.id}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === chosen}
            onMouseMove={() => setChosen(index)}
            onClick={() => run(item)}
          >
            <b>{item.label}</b> <span class="muted">{item.detail}</span>
            <span class="palette-kind muted">{item.kind}</span>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="state muted">Nothing matches “{query}”.</p>}
    </>
  );
}

function allItems(): readonly PaletteItem[] {
  const { latest, portfolio } = house.account;
  const pages = pageGroups(PAGES).flatMap(({ entries }) => entries);
  return [
    ...pages.map(({ route, label, key }) => item('Page', label, `g ${key}`, () => navigate(route))),
    ...positions.value.map(({ symbol, value }) =>
      item('Position', symbol, moneyText(value), () => open({ kind: 'position', symbol })),
    ),
    ...books.value.map(({ id, state }) =>
      item('Strategy', id, state, () => open({ kind: 'book', id })),
    ),
    item('Command', 'Halt or resume trading', 'Shift+H', openHalt),
    item('Command', 'Light or dark', 't', toggleTheme),
    item('Command', 'Hide or show amounts', 'z', toggleAmounts),
    item('Command', 'Keys and terms', '?', () => open({ kind: 'help' })),
    item('Command', 'Show all orders', '', () => setQuery({ orders: 'all' })),
    ...limits.value.map(({ control, title }) =>
      item('Limit', title, control, () => open({ kind: 'limit', control })),
    ),
    ...latest
      .slice(-ORDERS_SEARCHED)
      .toReversed()
      .map((id) => {
        const request = portfolio.orders.get(id)?.request;
        const what = request === undefined ? '' : `${request.side} ${request.symbol}`;
        return item('Order', what, id, () => open({ kind: 'order', id }));
      }),
  ];
}

function item(kind: string, label: string, detail: string, run: () => void): PaletteItem {
  return { id: `${kind} ${label} ${detail}`, kind, label, detail, run };
}
