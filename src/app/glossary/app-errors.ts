import type { Meanings } from './meaning.ts';

/** Of `app`: what was asked of the house, its configuration and its server. */
export const appErrors: Meanings = {
  'app.bad_answer': [
    'Quipu itself failed: an answer does not have its own form.',
    'Report it with the message.',
  ],
  'app.broker_rejected': [
    'The broker refused an order that the gate had let pass.',
    'Read its reason in the message, and correct the order.',
  ],
  'app.config_conflict': [
    'A port, a folder, a mode or the capital of books does not fit the rest.',
    'Change what the message names; nothing was started.',
  ],
  'app.config_invalid': [
    'A key of the configuration is unknown or out of its range.',
    'Correct the named keys; nothing was started.',
  ],
  'app.config_unreadable': [
    'The configuration is not there, or cannot be loaded.',
    'Check the path and the syntax of the file.',
  ],
  'app.data_row': [
    'Rows of a price file or a file of returns cannot be used.',
    'Correct the rows, or leave them out with --skip-bad-rows.',
  ],
  'app.difference_changed': [
    'The difference between broker and ledger is not the one that was confirmed.',
    'Look at it again with quipu ledger adjust.',
  ],
  'app.engine_stopped': [
    'The engine has ended, so that nothing can be decided or sent.',
    'Look at the log of the server, then start it again.',
  ],
  'app.forbidden': [
    'The role of the token does not allow it.',
    'Ask with a token of a stronger role.',
  ],
  'app.idempotency_in_progress': [
    'The first request with the same key has not been answered yet.',
    'Wait, then send the identical request again.',
  ],
  'app.idempotency_key_missing': [
    'An order over HTTP needs a key by which a repeat is recognized.',
    'Send the header Idempotency-Key, a new one for each order.',
  ],
  'app.idempotency_mismatch': [
    'The key was used before for another request.',
    'Use a new key for each request.',
  ],
  'app.invalid_name': [
    'A backtest was to be given a name that cannot be one.',
    'Begin with a letter or digit, then letters, digits, points and dashes; at most 40.',
  ],
  'app.invalid_order': [
    'The terms of an order contradict each other.',
    'Correct what the message names; nothing was sent.',
  ],
  'app.journal_unsound': [
    'An entry of the journal is not what its chain says.',
    'Keep the file, stop the server, and restore the last backup.',
  ],
  'app.live_not_armed': ['Live trading was asked for without being armed.', 'Use mode paper.'],
  'app.method_not_allowed': [
    'The address exists, but not with this HTTP method.',
    'Use a method that the header allow names.',
  ],
  'app.name_taken': [
    'Another backtest has the name already.',
    'Choose another name, or take it from that run with quipu backtest tag ID.',
  ],
  'app.no_data': [
    'A file or a folder has nothing to work on.',
    'Name one with data of the form that the message describes.',
  ],
  'app.no_difference': [
    'Ledger and broker agree, or something between them still moves.',
    'See quipu account; where it still moves, try again in a minute.',
  ],
  'app.no_market': [
    'The market has no price to act on now.',
    'Wait for the session or for the stream.',
  ],
  'app.not_found': [
    'There is nothing at this address, or no token of this name.',
    'Check the address; quipu --help names every command.',
  ],
  'app.order_not_found': ['There is no order of this id.', 'Look with quipu order list.'],
  'app.outcome_unknown': [
    'An order left, and whether it arrived is not known yet.',
    'Look before you send anything again: quipu order show ID.',
  ],
  'app.problems_found': ['A check-up found problems.', 'Do what it says beside each of them.'],
  'app.run_not_found': ['No backtest of this id is kept.', 'Look with quipu backtest list.'],
  'app.server_unreachable': [
    'No server of Quipu answers here.',
    'Start one with quipu up or quipu demo, or name it with --url.',
  ],
  'app.starting': ['The server has its port, and is not ready yet.', 'Ask again in a second.'],
  'app.strategy_missing': ['There is no strategy file at this path.', 'Check the path.'],
  'app.strategy_syntax': [
    'A strategy file is not valid TypeScript or JavaScript.',
    'Correct the line that is named.',
  ],
  'app.strategy_unreadable': [
    'A strategy file exports no strategy, or fails when it is loaded.',
    'Export the result of defineStrategy as the default.',
  ],
  'app.unauthorized': [
    'There is no token, or it is wrong or revoked.',
    'Sign in with quipu open, or make a token with quipu token create.',
  ],
  'app.unknown_metric': [
    'There is no metric of this id.',
    'Choose one that the message names, or from the reference of metrics.',
  ],
  'app.unknown_strategy': [
    'The server has no strategy of this name.',
    'Look with quipu strategy list; a file runs with quipu backtest run FILE.',
  ],
  'app.unknown_symbol': ['The market has no such symbol.', 'Check the symbol.'],
  'app.unknown_word': [
    'A word is neither a metric, nor an error code, nor a term.',
    'Choose one that the message names.',
  ],
  'app.unreadable_answer': [
    'What answers at the address is not a server of Quipu.',
    'Check the address that --url names.',
  ],
  'app.unreadable_body': ['The body of a request is not JSON.', 'Send one JSON object.'],
  'app.unsupported_media': [
    'The body of a request is not declared as JSON.',
    'Send content-type: application/json.',
  ],
  'app.usage': [
    'A command line names something that does not fit together.',
    'Look at the command with --help.',
  ],
};
