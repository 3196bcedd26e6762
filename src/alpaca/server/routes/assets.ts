import { toWireAsset } from '../../wire/asset.ts';
import { type RouteAnswer, ok } from './answer.ts';
import type { Desk } from '../desk.ts';
import { findAsset } from './order-request.ts';
import { csv, type Query } from './query.ts';
import { notFound, refuse } from './refusals.ts';
import type { Route } from './router.ts';

/** `/v2/assets`. */
export function assetRoutes(desk: Desk): readonly Route[] {
  const host = 'trading';
  return [
    { method: 'GET', path: '/v2/assets', host, run: (call) => listAssets(desk, call.query) },
    {
      method: 'GET',
      path: '/v2/assets/{symbol_or_asset_id}',
      host,
      run: (call) => getAsset(desk, call.params['symbol_or_asset_id'] ?? ''),
    },
  ];
}

function listAssets(desk: Desk, query: Query): RouteAnswer {
  const classes = csv(query, 'asset_class');
  const status = query.get('status') ?? '';
  const exchange = query.get('exchange') ?? '';
  const wanted = new Set<string>(classes.length === 0 ? ['us_equity'] : classes);
  const found = desk.market.source.assets.filter(
    (asset) =>
      wanted.has(asset.class) &&
      (status === '' || status === 'all' || asset.status === status) &&
      (exchange === '' || asset.exchange === exchange),
  );
  return ok(found.map((asset) => toWireAsset(asset)));
}

function getAsset(desk: Desk, name: string): RouteAnswer {
  const asset = findAsset(desk.market, name);
  return ok(toWireAsset(asset ?? refuse(notFound(`asset not found for ${name}`))));
}
