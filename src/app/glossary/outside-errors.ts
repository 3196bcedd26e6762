import type { Meanings } from './meaning.ts';

/** Error meanings of `world` and `alpaca`: the machine, the network and the broker. */
export const outsideErrors: Meanings = {
  'world.bad_request': [
    'The port received something that is not a readable HTTP request.',
    'Check the client, its address and its encoding.',
  ],
  'world.body_too_large': [
    'The request body is larger than the port accepts.',
    'Send less; the message gives the maximum.',
  ],
  'world.disk_full': [
    'The disk or its quota is full.',
    'Free some space, or raise the quota, and try again.',
  ],
  'world.file_failed': [
    'A file or folder cannot be used; the message gives the reason.',
    'Check that the path is the intended one.',
  ],
  'world.handler_failed': ['The server failed while it handled a request.', 'See the server log.'],
  'world.headers_too_large': [
    'The request headers are larger than the port accepts.',
    'Send fewer or shorter headers.',
  ],
  'world.network': [
    'The other side could not be reached, or the connection broke.',
    'Check that it runs and that the address is right. After an order, check its status before ' +
      'you repeat it.',
  ],
  'world.no_permission': [
    'This user has no permission for the file or folder.',
    'Grant permission, or choose another path.',
  ],
  'world.no_websocket': [
    'A WebSocket was requested where none is served.',
    'Connect to the stream address.',
  ],
  'world.port_busy': ['Another program uses the port.', 'Stop it, or choose another port.'],
  'world.port_denied': [
    'The operating system does not allow this user to use this port.',
    'Choose a port from 1024 to 65535.',
  ],
  'world.read_only': ['The disk is read-only.', 'Choose a folder on a writable disk.'],
  'world.request_timeout': ['A request did not arrive completely in time.', 'Send it again.'],
  'world.timeout': [
    'The other side did not answer in time.',
    'Try again. After an order, check quipu order show before you repeat it.',
  ],
  'alpaca.circuit_open': [
    'Alpaca failed several consecutive times, so requests are paused.',
    'Wait; requests resume automatically.',
  ],
  'alpaca.credentials_conflict': [
    'Two places define different keys, or the keys do not fit the mode.',
    'Keep one set of keys, for the environment of the mode.',
  ],
  'alpaca.credentials_missing': [
    'No Alpaca keys were found.',
    'Set APCA_API_KEY_ID and APCA_API_SECRET_KEY.',
  ],
  'alpaca.forbidden': [
    'The account has no permission for this.',
    "Check the account's permissions and status at Alpaca.",
  ],
  'alpaca.host_not_allowed': [
    'The mode does not allow this address.',
    'Omit the address, or use the mode that it belongs to.',
  ],
  'alpaca.invalid_request': [
    'Alpaca rejected the request itself; a repeat would be rejected too.',
    'Correct what the message names.',
  ],
  'alpaca.key_reused': [
    'An order key was already used for an order with other terms.',
    'Use a new key for a new order; the message names what differs.',
  ],
  'alpaca.log_unreadable': [
    'The paper broker cannot read its own log.',
    'Restore the log from a backup, or start with a new data folder.',
  ],
  'alpaca.not_found': [
    'Alpaca has no such order, symbol or position.',
    'Check the id or the symbol.',
  ],
  'alpaca.rate_limited': [
    "Alpaca's rate limit was exceeded.",
    'Wait a minute; Quipu spaces its requests automatically.',
  ],
  'alpaca.redirect_refused': [
    'A response redirects to another address, which would send the keys there.',
    'Check the address and any proxy in between.',
  ],
  'alpaca.stream_refused': [
    'A stream was refused for a reason that a retry does not change.',
    'Follow the message; another connection with the same keys is a frequent cause.',
  ],
  'alpaca.unauthorized': [
    'The key is missing, wrong, revoked, or for another environment.',
    'Check the keys; paper and live keys differ.',
  ],
  'alpaca.unavailable': [
    'No usable response came after all allowed attempts.',
    "See Alpaca's status page, and try again later.",
  ],
  'alpaca.unreadable': [
    'A message does not have the documented form.',
    'Use a newer version of Quipu, or report it if there is none.',
  ],
  'alpaca.wrong_account': [
    "The responses come from an account other than the journal's.",
    'Check which keys are in use; another account needs its own data folder.',
  ],
};
