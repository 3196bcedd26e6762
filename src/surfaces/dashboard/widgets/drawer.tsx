import { drawer } from '../state/ui.ts';
import { useDialogFocus } from './dialog-focus.ts';
import { BookStory, FigureStory, LimitStory, PositionStory } from './explain.tsx';
import { HelpStory } from './help.tsx';
import { OrderStory } from './order-story.tsx';

/**
 * The drawer: explains a number, an order or the shortcuts. It starts
 * below the header, so that mode, engine state and HALT are never covered.
 */
export function DrawerHost() {
  const now = drawer.value;
  const host = useDialogFocus<HTMLDivElement>(now !== null);
  const close = (): void => {
    drawer.value = null;
  };
  if (now === null) return null;
  return (
    <>
      <div class="backdrop" onClick={close} />
      <div class="drawer" role="dialog" aria-labelledby="drawer-title" ref={host}>
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
      </div>
    </>
  );
}
