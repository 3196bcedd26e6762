import { timeText } from '../../../core/number-text.ts';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { halt, type HaltLevel, Problem, resume } from '../link/api.ts';
import { haltUntilAnswered } from '../link/halting.ts';
import { engine, engineState, line, risk, session, tradingState } from '../state/store.ts';
import { closeAll, haltOpen, openHalt } from '../state/ui.ts';

const DEFAULT_REASON = 'manual halt on the dashboard';

/** Shows the engine's state as text; a hollow marker when it is unknown. */
export function EngineStateBadge() {
  const { tone, text, past } = engine.value;
  return (
    <span class={`engine ${tone}`} role="status">
      <span class="dot" aria-hidden="true" />
      <span class="engine-label">engine</span> {text}
      {past !== '' && <span class="engine-past"> ({past})</span>}
    </span>
  );
}

/** The halt button; it opens a panel and never acts on one press. */
export function HaltButton({ caption = false }: { readonly caption?: boolean }) {
  const { tone, text } = engine.value;
  const isHalted = tone === 'halted';
  return (
    <button
      type="button"
      class={`halt-button ${isHalted ? 'on' : ''}`}
      aria-expanded={haltOpen.value}
      aria-keyshortcuts="Shift+H"
      title={isHalted ? 'Resume trading (Shift+H)' : 'Block new orders (Shift+H)'}
      onClick={() => (haltOpen.value ? closeAll() : openHalt())}
    >
      <span>{isHalted ? 'HALTED' : 'HALT'}</span>
      {caption && <small>{isHalted ? 'resume…' : text}</small>}
    </button>
  );
}

/** The panel behind the halt button, under the header or over the bottom bar. */
export function HaltHost() {
  const opener = useRef<Element | null>(null);
  const isOpen = haltOpen.value;
  useLayoutEffect(() => {
    if (!isOpen) return undefined;
    opener.current = document.activeElement;
    return () => {
      if (opener.current instanceof HTMLElement) opener.current.focus();
    };
  }, [isOpen]);
  if (!isOpen) return null;
  const isHalted = engine.value.tone === 'halted';
  return <div class="halt-host">{isHalted ? <ResumePanel /> : <HaltPanel />}</div>;
}

function HaltPanel() {
  const confirm = useRef<HTMLButtonElement>(null);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [report, setReport] = useState<Report | null>(null);
  // Before paint: Enter right after Shift+H must press this button and nothing else.
  useLayoutEffect(() => confirm.current?.focus(), []);
  const stop = async (level: HaltLevel): Promise<void> => {
    setBusy(true);
    setReport(null);
    const why = reason.trim() === '' ? DEFAULT_REASON : reason.trim();
    const outcome = await haltUntilAnswered(() => halt(level, why), pacing);
    setBusy(false);
    void risk.refresh();
    // A live page shows the halt itself; without the stream, only this panel shows it.
    if (outcome.kind === 'done' && line.peek().phase === 'live') closeAll();
    else setReport(outcome);
  };
  return (
    <form
      class="halt-panel"
      aria-label="Halt trading"
      onSubmit={(event) => {
        event.preventDefault();
        void stop('halted');
      }}
    >
      <h2>Halt trading?</h2>
      <p>
        Blocks new orders and cancels open orders that would increase a position. Exit orders stay
        open. It survives a restart; the owner resumes.
      </p>
      <label>
        <span>Reason (optional)</span>
        <input
          value={reason}
          maxLength={200}
          placeholder={DEFAULT_REASON}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <HaltReport report={report} />
      <span class="actions">
        <button type="submit" ref={confirm} class="button danger" disabled={busy}>
          {busy ? 'Halting…' : 'Halt now'}
        </button>
        {engineState.value === 'running' && (
          <button
            type="button"
            class="button caution"
            disabled={busy}
            title="Only orders that reduce a position are sent"
            onClick={() => void stop('reduce_only')}
          >
            Reduce only
          </button>
        )}
        {engineState.value === 'reduce_only' && session.value?.role === 'owner' && (
          <ResumeInstead />
        )}
        <button type="button" class="button quiet" onClick={closeAll}>
          Cancel
        </button>
      </span>
      <p class="muted">
        <kbd>Shift</kbd> <kbd>H</kbd> then <kbd>Enter</kbd>. Never needs a password.
      </p>
    </form>
  );
}

const pacing = {
  now: () => performance.now(),
  wait: (ms: number) =>
    new Promise<void>((resolve) => {
      setTimeout(resolve, ms);
    }),
};

type Report = Awaited<ReturnType<typeof haltUntilAnswered>>;

/** Shows the outcome of a halt when the page cannot show it elsewhere. */
function HaltReport({ report }: { readonly report: Report | null }) {
  if (report === null) return null;
  if (report.kind === 'done') {
    return (
      <p class="report" role="alert">
        Quipu confirmed: trading is halted.
      </p>
    );
  }
  return (
    <p class="refusal" role="alert">
      {report.kind === 'refused' ? (
        report.message
      ) : (
        <>
          Quipu did not respond for 10 s. Whether trading is halted is unknown. Run{' '}
          <code>quipu halt</code> on the server.
        </>
      )}
    </p>
  );
}

function useResume(): {
  readonly busy: boolean;
  readonly refusal: string;
  readonly act: (reason: string) => void;
} {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState('');
  const act = (reason: string): void => {
    setBusy(true);
    setRefusal('');
    resume(reason).then(
      () => {
        closeAll();
        void risk.refresh();
      },
      (error: unknown) => {
        setBusy(false);
        setRefusal(
          error instanceof Problem
            ? `${error.message} ${error.next}`
            : 'Quipu did not respond. Run quipu resume on the server.',
        );
      },
    );
  };
  return { busy, refusal, act };
}

function ResumeInstead() {
  const { busy, act } = useResume();
  return (
    <button
      type="button"
      class="button"
      disabled={busy}
      onClick={() => act('manual resume on the dashboard')}
    >
      Resume
    </button>
  );
}

function ResumePanel() {
  const field = useRef<HTMLInputElement>(null);
  const [reason, setReason] = useState('');
  const { busy, refusal, act } = useResume();
  const { by, reason: why, at } = tradingState.value;
  const isOwner = session.value?.role === 'owner';
  useLayoutEffect(() => field.current?.focus(), []);
  return (
    <form
      class="halt-panel"
      aria-label="Resume trading"
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim() !== '') act(reason.trim());
      }}
    >
      <h2>Resume trading</h2>
      <p>
        Halted since {timeText(at)} by <b>{by}</b>: {why}
      </p>
      {isOwner ? (
        <label>
          <span>Reason</span>
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
          Resuming needs the role owner: <code>quipu resume --reason …</code>
        </p>
      )}
      {refusal !== '' && (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
      <span class="actions">
        {isOwner && (
          <button type="submit" class="button primary" disabled={busy || reason.trim() === ''}>
            {busy ? 'Resuming…' : 'Resume'}
          </button>
        )}
        <button type="button" class="button quiet" onClick={closeAll}>
          Cancel
        </button>
      </span>
    </form>
  );
}
