import { includesRole, pageGroups, type PageEntry } from '../model/page-entry.ts';
import { PAGES } from '../pages/list.ts';
import { currentPage } from '../state/current-page.ts';
import { session } from '../state/store.ts';
import {
  letterKeys,
  moreOpen,
  open,
  openPalette,
  toggleAmounts,
  toggleTheme,
} from '../state/ui.ts';
import { HaltButton } from './halt.tsx';
import { Icon, MORE_ICON } from './icon.tsx';
import { useDialogFocus } from './dialog-focus.ts';

/** Number of pages that fit in a phone's bottom bar, next to More and HALT. */
const BOTTOM_PAGES = 4;

/** The pages at the left edge: names from 1241 px up, labels under icons below. */
export function Rail() {
  return (
    <nav class="rail" aria-label="Pages">
      {pageGroups(PAGES).map(({ group, entries }) => (
        <div key={group} class="rail-group">
          <p class="rail-name" id={`rail-${group}`}>
            {group}
          </p>
          <ul aria-labelledby={`rail-${group}`}>
            {entries.map((entry) => (
              <li key={entry.route}>
                <PageLink entry={entry} />
              </li>
            ))}
          </ul>
        </div>
      ))}
      {letterKeys.value && (
        <p class="rail-foot">
          Press <kbd>?</kbd> for keys
        </p>
      )}
    </nav>
  );
}

/** A page link; without the required role it stays visible, and its page explains why. */
function PageLink({ entry }: { readonly entry: PageEntry }) {
  const { route, label, icon, key, role } = entry;
  const isHere = currentPage.value?.entry === entry;
  const now = session.value;
  const needs = now !== null && !includesRole(now.role, role) ? `, needs the role ${role}` : '';
  return (
    <a
      class={`page-link ${needs === '' ? '' : 'barred'}`}
      href={route}
      title={`${label} (g ${key})${needs}`}
      {...(isHere ? { 'aria-current': 'page' as const } : {})}
    >
      <Icon path={icon} />
      <span>{label}</span>
    </a>
  );
}

/** The bar of a phone: the first pages, all others behind More, and HALT with the state. */
export function BottomBar() {
  const entries = pageGroups(PAGES).flatMap((group) => group.entries);
  return (
    <nav class="bottom-bar" aria-label="Pages and halt">
      {entries.slice(0, BOTTOM_PAGES).map((entry) => (
        <PageLink key={entry.route} entry={entry} />
      ))}
      <button
        type="button"
        class="page-link"
        aria-expanded={moreOpen.value}
        onClick={() => {
          moreOpen.value = !moreOpen.value;
        }}
      >
        <Icon path={MORE_ICON} />
        <span>More</span>
      </button>
      <HaltButton caption />
    </nav>
  );
}

/** The sheet behind More: the pages without a place in the bar, and what the header drops. */
export function MoreSheet() {
  const isOpen = moreOpen.value;
  const host = useDialogFocus<HTMLDivElement>(isOpen);
  if (!isOpen) return null;
  const close = (): void => {
    moreOpen.value = false;
  };
  const rest = pageGroups(PAGES)
    .flatMap((group) => group.entries)
    .slice(BOTTOM_PAGES);
  return (
    <div class="more-sheet" role="dialog" aria-label="More" ref={host} onClick={close}>
      {rest.map((entry) => (
        <PageLink key={entry.route} entry={entry} />
      ))}
      <button type="button" class="button" onClick={openPalette}>
        Search
      </button>
      <button type="button" class="button" onClick={toggleTheme}>
        Light or dark
      </button>
      <button type="button" class="button" onClick={toggleAmounts}>
        Hide or show amounts
      </button>
      <button type="button" class="button" onClick={() => open({ kind: 'help' })}>
        Keys and terms
      </button>
    </div>
  );
}
