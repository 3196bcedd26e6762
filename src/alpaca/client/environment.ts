import type { Mode } from '../../ledger/journal.ts';
import { alpacaError } from '../errors.ts';

/** Addresses of one mode, all on the mode's allow-list. */
export interface AlpacaEnvironment {
  readonly mode: Mode;
  /** Origin of the trading API, without a path. */
  readonly tradingUrl: string;
  /** Origin of the market-data API, without a path. */
  readonly dataUrl: string;
  readonly tradingStreamUrl: string;
  /** Origin of the data streams; the feed's path (`/v2/iex`) follows. */
  readonly dataStreamUrl: string;
}

/** Overrides of the mode's addresses, within its allow-list. */
export interface AlpacaUrls {
  readonly trading?: string | undefined;
  readonly data?: string | undefined;
}

const TRADING_HOSTS = { paper: 'paper-api.alpaca.markets', live: 'api.alpaca.markets' } as const;
const DATA_HOST = 'data.alpaca.markets';
const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Returns the addresses of a mode; keys are sent nowhere else.
 *
 * `sim` uses Quipu's paper broker on loopback, which serves everything on one origin. `paper` and
 * `live` use Alpaca's hosts over TLS, and never each other's.
 *
 * @throws QuipuError `alpaca.host_not_allowed` for any other address
 */
export function alpacaEnvironment(mode: Mode, urls: AlpacaUrls = {}): AlpacaEnvironment {
  if (mode === 'sim') {
    if (urls.trading === undefined) {
      throw alpacaError('alpaca.host_not_allowed', 'Expected the address of the paper broker.', {
        next: 'Start the paper broker, or set its address.',
      });
    }
    const tradingUrl = loopbackOrigin(urls.trading);
    const dataUrl = urls.data === undefined ? tradingUrl : loopbackOrigin(urls.data);
    return {
      mode,
      tradingUrl,
      dataUrl,
      tradingStreamUrl: `${tradingUrl.replace('http', 'ws')}/stream`,
      dataStreamUrl: dataUrl.replace('http', 'ws'),
    };
  }
  const host = TRADING_HOSTS[mode];
  return {
    mode,
    tradingUrl: alpacaOrigin(urls.trading ?? `https://${host}`, host, mode),
    dataUrl: alpacaOrigin(urls.data ?? `https://${DATA_HOST}`, DATA_HOST, mode),
    tradingStreamUrl: `wss://${host}/stream`,
    dataStreamUrl: 'wss://stream.data.alpaca.markets',
  };
}

/** Returns the mode that a trading API address belongs to, or undefined if none. */
export function modeOfUrl(url: string): Mode | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) return undefined;
  if (LOOPBACK.includes(parsed.hostname)) return 'sim';
  if (parsed.hostname === TRADING_HOSTS.paper) return 'paper';
  return parsed.hostname === TRADING_HOSTS.live ? 'live' : undefined;
}

function loopbackOrigin(url: string): string {
  const parsed = bare(url);
  const plain = parsed?.protocol === 'http:' || parsed?.protocol === 'https:';
  if (parsed === undefined || !plain || !LOOPBACK.includes(parsed.hostname)) {
    throw notAllowed(url, 'an address on this machine such as http://127.0.0.1:7411');
  }
  return parsed.origin;
}

function alpacaOrigin(url: string, host: string, mode: Mode): string {
  const parsed = bare(url);
  if (parsed === undefined || parsed.origin !== `https://${host}`) {
    throw notAllowed(url, `https://${host} in ${mode} mode`);
  }
  return parsed.origin;
}

/** Parses a URL without user, query or path; tolerates a copied `/v2`. */
function bare(url: string): URL | undefined {
  if (!URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  const extra = parsed.username + parsed.password + parsed.search + parsed.hash;
  return extra === '' && /^\/(v2\/?)?$/.test(parsed.pathname) ? parsed : undefined;
}

function notAllowed(url: string, expected: string): Error {
  const shown = URL.canParse(url) ? new URL(url).origin : 'no address';
  return alpacaError('alpaca.host_not_allowed', `Expected ${expected}, found ${shown}.`, {
    next: 'Correct the address or the mode; keys are sent nowhere else.',
  });
}
