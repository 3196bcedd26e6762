import { durationText } from '../../../core/number-text.ts';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SignedInSession } from '../link/api.ts';
import type { Failure, Resource } from '../state/resource.ts';
import { session, steadyNow } from '../state/store.ts';

const SKELETON_AFTER_MS = 150;

/** Placeholder rows during loading; hidden for loads under 150 ms. */
export function Skeleton({ rows }: { readonly rows: number }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SKELETON_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class={`skeleton ${shown ? 'shown' : ''}`} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} class={`skeleton-row w${index % 4}`} />
      ))}
    </div>
  );
}

/** Empty state: what will appear here, and what creates it. */
export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}) {
  return (
    <div class="state">
      <p class="state-title">{title}</p>
      <p>{children}</p>
    </div>
  );
}

/** No matches: the filters as text, the count without them, and a way to clear them. */
export function NoMatch({
  what,
  filters,
  total,
  onClear,
}: {
  readonly what: string;
  readonly filters: string;
  readonly total: string;
  readonly onClear: () => void;
}) {
  return (
    <div class="state">
      <p class="state-title">No {what} matches</p>
      <p>
        {filters}. Without these filters: {total}.
      </p>
      <button type="button" class="button" onClick={onClear}>
        Clear filters
      </button>
    </div>
  );
}

/** A failed operation: its name, the reason, what to do, and the time of the retry. */
function Failed({
  what,
  failure,
  onRetry,
}: {
  readonly what: string;
  readonly failure: Failure;
  readonly onRetry: () => void;
}) {
  const { operation, reason, next, requestId, retryAt } = failure;
  const left = Math.max(0, retryAt - steadyNow.value);
  const details = [operation, reason, next, requestId].filter((part) => part !== '').join('\n');
  return (
    <div class="state" role="group" aria-label={`${what} failed`}>
      <p class="state-title loss">{what} could not be loaded</p>
      <p>
        <code>{operation}</code>: {reason} {next} Retry in{' '}
        {durationText(Math.ceil(left / 1000) * 1000)}.
        {requestId !== '' && (
          <>
            {' '}
            Request <code>{requestId}</code>.
          </>
        )}
      </p>
      <span class="actions">
        <button type="button" class="button" onClick={onRetry}>
          Retry
        </button>
        <button
          type="button"
          class="button quiet"
          onClick={() => void navigator.clipboard?.writeText(details)}
        >
          Copy details
        </button>
      </span>
    </div>
  );
}

/** A missing permission: the panel stays visible and names the required role. */
export function NoPermission({
  what,
  needs,
}: {
  readonly what: string;
  readonly needs: SignedInSession['role'] | null;
}) {
  const now = session.value?.role ?? 'nobody';
  return (
    <div class="state">
      <p class="state-title">{what}: no permission</p>
      <p>
        {needs === null ? 'It needs another role' : `It needs the role ${needs}`}; this browser is
        signed in as {now}. Ask the owner for a link with that role.
      </p>
    </div>
  );
}

/** A panel's content from one operation, in whichever state the operation is. */
export function Loaded<T>({
  what,
  resource,
  rows,
  children,
}: {
  readonly what: string;
  readonly resource: Resource<T>;
  /** Number of placeholder rows during loading. */
  readonly rows: number;
  readonly children: (value: T) => ComponentChildren;
}) {
  const value = resource.value.value;
  const failure = resource.failure.value;
  if (failure?.isForbidden === true) return <NoPermission what={what} needs={null} />;
  if (value !== undefined) return <>{children(value)}</>;
  if (failure === undefined) return <Skeleton rows={rows} />;
  const retry = (): void => {
    void resource.refresh();
  };
  return <Failed what={what} failure={failure} onRetry={retry} />;
}
