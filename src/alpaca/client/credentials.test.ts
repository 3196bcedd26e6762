import { describe, expect, test } from 'vitest';
import { authHeaders, readAlpacaAccess } from './credentials.ts';
import { alpacaEnvironment } from './environment.ts';

const apca = { APCA_API_KEY_ID: 'k', APCA_API_SECRET_KEY: 's' };
const alpaca = { ALPACA_API_KEY: 'k', ALPACA_SECRET_KEY: 's' };
const LIVE = 'https://api.alpaca.markets';
const PAPER = 'https://paper-api.alpaca.markets';

describe('the environment', () => {
  test.each([
    ['either family of variable names', apca, undefined, 'paper'],
    ['the other family', alpaca, undefined, 'paper'],
    ['both when they agree', { ...apca, ...alpaca }, undefined, 'paper'],
    ['a paper address', { ...apca, APCA_API_BASE_URL: PAPER }, undefined, 'paper'],
    ['a live address', { ...apca, APCA_API_BASE_URL: LIVE }, undefined, 'live'],
    ['an address with the version', { ...apca, APCA_API_BASE_URL: `${LIVE}/v2` }, 'live', 'live'],
    ['a flag for live', { ...alpaca, ALPACA_LIVE_TRADE: 'true' }, undefined, 'live'],
    ['a flag against paper', { ...alpaca, ALPACA_PAPER_TRADE: 'false' }, undefined, 'live'],
    ['a live key that is requested', { ...apca, APCA_API_KEY_ID: 'AKX' }, 'live', 'live'],
    ['a token', { APCA_API_OAUTH: 't' }, 'paper', 'paper'],
  ] as const)('%s is accepted', (_, env, wanted, mode) => {
    expect(readAlpacaAccess(env, wanted).mode).toBe(mode);
  });

  test.each([
    ['nothing', {}, undefined, 'alpaca.credentials_missing'],
    ['half a key', { APCA_API_KEY_ID: 'k' }, undefined, 'alpaca.credentials_missing'],
    ['families that differ', { ...apca, ALPACA_API_KEY: 'z' }, undefined, 'conflict'],
    ['a key and a token', { ...apca, APCA_API_OAUTH: 't' }, undefined, 'conflict'],
    ['a live address in paper mode', { ...apca, APCA_API_BASE_URL: LIVE }, 'paper', 'conflict'],
    ['a paper address in live mode', { ...apca, APCA_API_BASE_URL: PAPER }, 'live', 'conflict'],
    [
      'flags that contradict',
      { ...apca, ALPACA_LIVE_TRADE: '1', ALPACA_PAPER_TRADE: '1' },
      undefined,
      'conflict',
    ],
    ['a paper key in live mode', { ...apca, APCA_API_KEY_ID: 'PKX' }, 'live', 'conflict'],
    [
      'a live key without a live address or flag',
      { ...apca, APCA_API_KEY_ID: 'AKX' },
      undefined,
      'conflict',
    ],
    ['a flag that is neither', { ...apca, ALPACA_LIVE_TRADE: 'maybe' }, undefined, 'conflict'],
  ] as const)('%s is refused', (_, env, wanted, code) => {
    const full = code === 'conflict' ? 'alpaca.credentials_conflict' : code;
    expect(() => readAlpacaAccess(env, wanted)).toThrow(expect.objectContaining({ code: full }));
  });

  test('secrets print as dots and are sent in headers only', () => {
    const access = readAlpacaAccess({ APCA_API_KEY_ID: 'CANARY', APCA_API_SECRET_KEY: 'CANARY' });
    expect(JSON.stringify(access)).not.toContain('CANARY');
    expect(authHeaders(access.credentials)).toEqual({
      'apca-api-key-id': 'CANARY',
      'apca-api-secret-key': 'CANARY',
    });
    const token = readAlpacaAccess({ APCA_API_OAUTH: 't' }).credentials;
    expect(authHeaders(token)).toEqual({ authorization: 'Bearer t' });
  });
});

describe('addresses of a mode', () => {
  test('of paper and live are Alpaca’s own, over TLS', () => {
    expect(alpacaEnvironment('paper')).toEqual({
      mode: 'paper',
      tradingUrl: 'https://paper-api.alpaca.markets',
      dataUrl: 'https://data.alpaca.markets',
      tradingStreamUrl: 'wss://paper-api.alpaca.markets/stream',
      dataStreamUrl: 'wss://stream.data.alpaca.markets',
    });
    expect(alpacaEnvironment('live', { trading: `${LIVE}/v2/` }).tradingUrl).toBe(LIVE);
  });

  test('of the simulation are on this machine', () => {
    const { tradingStreamUrl, dataUrl } = alpacaEnvironment('sim', {
      trading: 'http://[::1]:7411',
    });
    expect([tradingStreamUrl, dataUrl]).toEqual(['ws://[::1]:7411/stream', 'http://[::1]:7411']);
  });

  test.each([
    ['sim', undefined],
    ['sim', 'http://10.0.0.1:7411'],
    ['sim', 'http://127.0.0.1.example.com'],
    ['sim', PAPER],
    ['paper', LIVE],
    ['paper', 'http://paper-api.alpaca.markets'],
    ['paper', 'https://paper-api.alpaca.markets:8443'],
    ['paper', 'https://paper-api.alpaca.markets.example.com'],
    ['paper', 'https://user:secret@paper-api.alpaca.markets'],
    ['paper', 'https://paper-api.alpaca.markets/elsewhere'],
    ['paper', 'http://127.0.0.1:7411'],
    ['live', PAPER],
    ['live', 'no address'],
  ] as const)('%s refuses %s', (mode, trading) => {
    expect(() => alpacaEnvironment(mode, { trading })).toThrow(
      expect.objectContaining({ code: 'alpaca.host_not_allowed' }),
    );
    expect(() => alpacaEnvironment(mode, { trading })).not.toThrow(/secret/);
  });
});
