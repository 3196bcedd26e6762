import type { HttpRequest } from '../../core/http.ts';
import type { SimulatedListener } from './net.ts';
import type { Owner } from './owner.ts';

/** Client and request of an exchange. */
export interface Asked {
  readonly client: Owner;
  readonly request: HttpRequest;
  readonly signal: AbortSignal | undefined;
  /** Whether the response is delivered complete or piece by piece. */
  readonly wanted: 'whole' | 'pieces';
}

/** Piece of a response as it reaches the client. */
export type AnswerPart =
  | { readonly kind: 'head'; readonly status: number; readonly headers: Record<string, string> }
  | { readonly kind: 'piece'; readonly text: string }
  | { readonly kind: 'end' }
  | { readonly kind: 'broken' };

/** Callbacks of the client. */
export interface Hearing {
  readonly part: (part: AnswerPart) => void;
  readonly failed: (error: unknown) => void;
  readonly aborted: (reason: unknown) => void;
}

/** Exchange, from the client's side. */
export interface HttpCall {
  readonly id: number;
  readonly label: string;
  readonly asked: Asked;
  readonly hearing: Hearing;
  /** Whether the client still waits for the response to start. */
  waiting: boolean;
  sent: boolean;
  /** Deadline of the client. */
  readonly deadline: number;
  /** Called when the client has disconnected: the server sides of this exchange. */
  readonly leavings: Set<() => void>;
  /** Ends the client's wait with a response or an error. */
  settle(run: () => void): void;
  /** Marks the client as disconnected. */
  leave(): void;
  /** Breaks the connection; the client is notified after a delay. */
  breakOff(what: string): void;
}

/** Request that has reached its listener. */
export interface Arrival {
  readonly call: HttpCall;
  readonly listener: SimulatedListener;
  /** Delivered after the client's deadline, so its disconnection is not reported again. */
  readonly late: boolean;
}

/** Server side of one exchange. */
export interface Serving extends Arrival {
  /** Aborts when the client has disconnected. */
  readonly gone: AbortController;
  /** Ends the exchange on the server; nothing can break it after this. */
  readonly finish: () => void;
}
