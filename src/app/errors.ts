import { QuipuError, type ErrorDetails } from '../core/errors.ts';

/** Every code that this room raises. */
export type AppErrorCode =
  /** An operation answered something that its own output schema does not allow. */
  | 'app.bad_answer'
  /** The broker refused an order that our own gate had let pass. */
  | 'app.broker_rejected'
  | 'app.config_invalid'
  | 'app.config_unreadable'
  /** The port, folder or mode asked for does not fit the rest of the configuration. */
  | 'app.config_conflict'
  | 'app.data_row'
  /** What the broker has more than the ledger is not what was confirmed. */
  | 'app.difference_changed'
  /** The engine has ended, so that nothing can be decided or sent. */
  | 'app.engine_stopped'
  /** The role of the token does not allow it. */
  | 'app.forbidden'
  | 'app.idempotency_in_progress'
  | 'app.idempotency_key_missing'
  | 'app.idempotency_mismatch'
  | 'app.invalid_name'
  | 'app.invalid_order'
  | 'app.journal_unsound'
  | 'app.live_not_armed'
  | 'app.method_not_allowed'
  | 'app.name_taken'
  | 'app.no_data'
  /** Ledger and broker agree, or have not come to rest. */
  | 'app.no_difference'
  | 'app.no_market'
  | 'app.not_found'
  | 'app.order_not_found'
  | 'app.outcome_unknown'
  | 'app.problems_found'
  /** No backtest of this id is stored. */
  | 'app.run_not_found'
  | 'app.server_unreachable'
  | 'app.strategy_missing'
  | 'app.strategy_syntax'
  | 'app.strategy_unreadable'
  | 'app.unauthorized'
  | 'app.unknown_metric'
  | 'app.unknown_strategy'
  | 'app.unknown_symbol'
  | 'app.unknown_word'
  | 'app.unreadable_answer'
  | 'app.unreadable_body'
  | 'app.unsupported_media'
  | 'app.usage';

/** An operating error of this room, its code checked by the compiler. */
export function appError(
  code: AppErrorCode,
  message: string,
  details: ErrorDetails = {},
): QuipuError {
  return new QuipuError(code, message, details);
}
