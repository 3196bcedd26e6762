import type { ComponentChildren } from 'preact';

/** One step of a timeline. */
export interface TimelineStep {
  readonly key: string | number;
  readonly title: ComponentChildren;
  readonly body: ComponentChildren;
  /** The time of the step, or its difference to the one before. */
  readonly when: string;
  readonly tone: 'quiet' | 'good' | 'bad' | 'doubt';
}

/** Steps with their times, oldest first; unfinished ones come last. */
export function Timeline({
  steps,
  pending,
}: {
  readonly steps: readonly TimelineStep[];
  /** Next expected step; empty when all are done. */
  readonly pending: string;
}) {
  return (
    <ol class="steps">
      {steps.map(({ key, title, body, when, tone }) => (
        <li key={key} class={tone}>
          <p class="step-title">{title}</p>
          {body}
          <p class="step-at muted">{when}</p>
        </li>
      ))}
      {pending !== '' && (
        <li class="pending">
          <p class="step-title muted">{pending}</p>
        </li>
      )}
    </ol>
  );
}
