import { useEffect, useState } from 'preact/hooks';

const ARMED_MS = 4_000;

/** State of a confirmed action. */
type Standing = 'idle' | 'armed' | 'sent';

/**
 * A button that requires a second press in the same place within four seconds (tier 1): for
 * actions that are easily undone, such as canceling an entry order.
 */
export function TwoStepButton({
  name,
  again,
  sent,
  onConfirm,
}: {
  readonly name: string;
  readonly again: string;
  /** Text in place of the button once the action is sent. */
  readonly sent: string;
  /** Returns why the action failed; empty when it did not. */
  readonly onConfirm: () => Promise<string>;
}) {
  const [standing, setStanding] = useState<Standing>('idle');
  const [refusal, setRefusal] = useState('');
  useEffect(() => {
    if (standing !== 'armed') return undefined;
    const timer = setTimeout(() => setStanding('idle'), ARMED_MS);
    return () => clearTimeout(timer);
  }, [standing]);
  const press = (): void => {
    if (standing === 'idle') {
      setStanding('armed');
      return;
    }
    setStanding('sent');
    void onConfirm().then((why) => {
      setRefusal(why);
      if (why !== '') setStanding('idle');
    });
  };
  return (
    <span class="two-step">
      {standing === 'sent' ? (
        <span class="muted" role="status">
          {sent}
        </span>
      ) : (
        <button
          type="button"
          class={`button small ${standing === 'armed' ? 'danger-outline' : ''}`}
          onClick={press}
        >
          <span aria-live="polite">{standing === 'armed' ? again : name}</span>
        </button>
      )}
      {refusal !== '' && (
        <span class="refusal" role="alert">
          {refusal}
        </span>
      )}
    </span>
  );
}
