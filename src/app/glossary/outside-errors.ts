import type { Meanings } from './meaning.ts';

/** Of `world` and `alpaca`: the machine, the network and the broker. */
export const outsideErrors: Meanings = {
  'world.bad_request': [
    'What arrived at the port is not an HTTP request that can be read.',
    'Check the client, its address and its encoding.',
  ],
  'world.body_too_large': [
    'The body of a request is larger than the port takes.',
    'Send less; the message says how much is taken.',
  ],
  'world.disk_full': [
    'The disk, or the quota on it, has no room left.',
    'Free some space there, or raise the limit, and try again.',
  ],
  'world.file_failed': [
    'A file or folder could not be used, for a reason that is named.',
    'Check that the path names what is meant.',
  ],
  'world.handler_failed': [
    'The server failed while it handled a request.',
    'Look at the log of the server.',
  ],
  'world.headers_too_large': [
    'The headers of a request are larger than the port takes.',
    'Send fewer or shorter headers.',
  ],
  'world.network': [
    'The other side could not be reached, or broke off.',
    'Check that it runs and that the address is right; after an order look before you repeat.',
  ],
  'world.no_permission': [
    'This user may not use the file or folder.',
    'Give the right, or choose another path.',
  ],
  'world.no_websocket': [
    'A WebSocket was asked for where none is served.',
    'Connect to the address of the stream.',
  ],
  'world.port_busy': ['Another program listens on the port.', 'Stop it, or choose another port.'],
  'world.port_denied': [
    'The operating system does not give this port to this user.',
    'Choose a port from 1024 to 65535.',
  ],
  'world.read_only': [
    'The disk cannot be written.',
    'Choose a folder on a disk that can be written.',
  ],
  'world.request_timeout': ['A request did not arrive as a whole in time.', 'Send it again.'],
  'world.timeout': [
    'The other side did not answer in time.',
    'Try again; after an order look with quipu order show before you repeat.',
  ],
  'alpaca.circuit_open': [
    'Alpaca failed several times in a row, and requests rest.',
    'Wait; requests begin again by themselves.',
  ],
  'alpaca.credentials_conflict': [
    'Two places name different keys, or keys and mode disagree.',
    'Keep one set of keys, of the environment that the mode asks for.',
  ],
  'alpaca.credentials_missing': [
    'No keys of Alpaca were found.',
    'Set APCA_API_KEY_ID and APCA_API_SECRET_KEY.',
  ],
  'alpaca.forbidden': [
    'The account may not do this.',
    'Check the permissions and the state of the account at Alpaca.',
  ],
  'alpaca.host_not_allowed': [
    'An address is not one that the mode may speak to.',
    'Leave the address out, or use the mode that it belongs to.',
  ],
  'alpaca.invalid_request': [
    'Alpaca refused the request itself; the same will be refused again.',
    'Correct what the message names.',
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
    'Alpaca counts more requests than it allows.',
    'Wait a minute; Quipu spaces its requests by itself.',
  ],
  'alpaca.redirect_refused': [
    'An answer points to another address, which would carry the keys there.',
    'Check the address and any proxy between.',
  ],
  'alpaca.stream_refused': [
    'A stream was refused for a reason that trying again does not change.',
    'Do what the message says; another connection of the same keys is a frequent cause.',
  ],
  'alpaca.unauthorized': [
    'The key is missing, wrong, revoked, or of another environment.',
    'Check the keys; paper and live have different ones.',
  ],
  'alpaca.unavailable': [
    'No usable answer came after every attempt that is allowed.',
    'Look at the status page of Alpaca, and try again later.',
  ],
  'alpaca.unreadable': [
    'Something arrived that does not have the form that the API documents.',
    'Use a newer version of Quipu; report it if there is none.',
  ],
  'alpaca.wrong_account': [
    'The answers come from another account than the journal belongs to.',
    'Check which keys are in use; another account needs a data folder of its own.',
  ],
};
