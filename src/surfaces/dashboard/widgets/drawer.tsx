import { useLayoutEffect, useRef } from 'preact/hooks';
import { drawer } from '../state/ui.ts';
import { BookStory, FigureStory, LimitStory, PositionStory } from './explain.tsx';
import { HelpStory } from './help.tsx';
import { OrderStory } from './order-story.tsx';

/** The one drawer: what a number means, why an order was made, which keys there are. */
export function DrawerHost() {
  const now = drawer.value;
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = now !== null;
  // At once: what lies under an open dialog cannot take the focus, and the halt panel must.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    if (isOpen && !element.open) element.showModal();
    if (!isOpen && element.open) element.close();
  }, [isOpen]);
  const close = (): void => {
    drawer.value = null;
  };
  return (
    <dialog
      class="drawer"
      ref={dialog}
      aria-labelledby="drawer-title"
      onClose={close}
      onClick={(event) => {
        if (event.target === dialog.current) close();
      }}
    >
      {now !== null && (
        <div class="drawer-body">
          <button type="button" class="icon-button drawer-close" onClick={close} aria-label="Close">
            <span aria-hidden="true">×</span>
          </button>
          {now.kind === 'figure' && <FigureStory figure={now.figure} />}
          {now.kind === 'order' && <OrderStory id={now.id} />}
          {now.kind === 'position' && <PositionStory symbol={now.symbol} />}
          {now.kind === 'book' && <BookStory id={now.id} />}
          {now.kind === 'limit' && <LimitStory control={now.control} />}
          {now.kind === 'help' && <HelpStory />}
        </div>
      )}
    </dialog>
  );
}
