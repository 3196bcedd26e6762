import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { halt, Problem, resume } from '../link/api.ts';
import { refreshRisk } from '../state/live.ts';
import { engineStanding, engineState, session } from '../state/store.ts';
import { haltOpen } from '../state/ui.ts';

const STATES: Readonly<Record<string, string>> = {
  running: 'running',
  reduce_only: 'reduce only',
  halted: 'halted',
  starting: 'starting',
  recovering: 'recovering',
};

/** The engine's state and the way to stop it: one click opens, one click stops. */
export function Halt() {
  const state = engineState.value;
  const stopped = state === 'halted';
  return (
    <span class="halt">
      <span class={`engine ${state}`} role="status">
        <span class="dot" aria-hidden="true" />
        <span class="engine-label">engine</span> {STATES[state] ?? state}
      </span>
      <button
        type="button"
        class={stopped ? 'button' : 'button danger'}
        aria-expanded={haltOpen.value}
        aria-keyshortcuts="Shift+H"
        title={stopped ? 'Let orders pass again' : 'Stop new orders (Shift+H)'}
        onClick={() => {
          haltOpen.value = !haltOpen.value;
        }}
      >
        {stopped ? 'Resume…' : 'HALT'}
      </button>
      {haltOpen.value && (stopped ? <ResumePanel /> : <HaltPanel state={state} />)}
    </span>
  );
}

function close(): void {
  haltOpen.value = false;
}

function useAction(): {
  readonly busy: boolean;
  readonly refusal: string;
  readonly act: (action: () => Promise<void>) => void;
} {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const act = (action: () => Promise<void>): void => {
    setBusy(true);
    setRefusal('');
    action().then(
      () => {
        close();
        refreshRisk().catch(() => undefined);
      },
      (error: unknown) => {
        setBusy(false);
        const words = error instanceof Problem ? `${error.message} ${error.next}` : '';
        setRefusal(words === '' ? 'The server did not answer. Try: quipu halt' : words);
      },
    );
  };
  return { busy, refusal, act };
}

function HaltPanel({ state }: { readonly state: string }) {
  const confirm = useRef<HTMLButtonElement>(null);
  const [reason, setReason] = useState('');
  const { busy, refusal, act } = useAction();
  // Before it is seen: who has learned Shift+H, Enter must not press what had the focus before.
  useLayoutEffect(() => confirm.current?.focus(), []);
  const stop = (level: 'halted' | 'reduce_only'): void => {
    act(() => halt(level, reason.trim() === '' ? 'by hand, on the dashboard' : reason.trim()));
  };
  return (
    <form
      class="halt-panel"
      aria-label="Stop new orders"
      onSubmit={(event) => {
        event.preventDefault();
        stop('halted');
      }}
    >
      <p>
        <b>Halt</b> stops every new order at once and withdraws working ones that would add to a
        position. What reduces a position stays. It survives a restart; the owner resumes.
      </p>
      <label>
        <span>Why, if there is time</span>
        <input
          value={reason}
          maxLength={200}
          placeholder="by hand, on the dashboard"
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      {refusal !== '' && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      <span class="actions">
        <button type="submit" ref={confirm} class="button danger" disabled={busy}>
          {busy ? 'Halting…' : 'Halt now'}
        </button>
        {state === 'running' && (
          <button
            type="button"
            class="button caution"
            disabled={busy}
            title="Only orders that reduce a position pass"
            onClick={() => stop('reduce_only')}
          >
            Reduce only
          </button>
        )}
        {state === 'reduce_only' && <ResumeInstead />}
        <button type="button" class="button quiet" onClick={close}>
          Keep trading
        </button>
      </span>
    </form>
  );
}

function ResumeInstead() {
  const { busy, act } = useAction();
  if (session.value?.role !== 'owner') return null;
  return (
    <button
      type="button"
      class="button"
      disabled={busy}
      onClick={() => act(() => resume('by hand, on the dashboard'))}
    >
      Resume
    </button>
  );
}

function ResumePanel() {
  const field = useRef<HTMLInputElement>(null);
  const [reason, setReason] = useState('');
  const { busy, refusal, act } = useAction();
  const { by, reason: why } = engineStanding.value;
  const isOwner = session.value?.role === 'owner';
  useLayoutEffect(() => field.current?.focus(), []);
  return (
    <form
      class="halt-panel"
      aria-label="Resume trading"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim() !== '') act(() => resume(reason.trim()));
      }}
    >
      <p>
        Halted by <b>{by}</b>: {why}
      </p>
      {isOwner ? (
        <label>
          <span>Why may trading go on?</span>
          <input
            ref={field}
            value={reason}
            maxLength={200}
            required
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
      ) : (
        <p class="muted">
          Only the owner resumes: <code>quipu resume --reason …</code>
        </p>
      )}
      {refusal !== '' && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      <span class="actions">
        {isOwner && (
          <button type="submit" class="button" disabled={busy || reason.trim() === ''}>
            {busy ? 'Resuming…' : 'Resume trading'}
          </button>
        )}
        <button type="button" class="button quiet" onClick={close}>
          Stay halted
        </button>
      </span>
    </form>
  );
}
