import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Router } from 'wouter';
import type { LimitRow, ProposedLimits, Session } from '../src/api/types';
import { SessionProvider } from '../src/app/session';
import { isBeyondCapacity } from '../src/pages/limits/limitText';
import { Proposed } from '../src/pages/limits/Proposed';
import { PublicLimitTable } from '../src/pages/public/PublicLimitTable';
import { newPaper } from '../src/paper/paper';
import { deployment, sourced } from './builders';

const asset = deployment.assets[0]!;
const units = (whole: number): string => String(BigInt(whole) * 10n ** BigInt(asset.decimals));
const paper = newPaper(deployment.bridgeId, 'SetLimits', { chain: '2', asset: asset.id, maxRelease: units(2_000_000), capacity: units(5_000_000), refillPerSecond: units(1), holdThreshold: units(500_000), nonce: '7', notAfter: '1800000000' });
const proposed: ProposedLimits = {
  paper: paper.digest, action: 'SetLimits', fields: { ...paper.fields }, foreign: true, readyAt: '2099-01-31T12:00:00Z', until: '2099-02-01T12:00:00Z',
  signers: [{ address: `0x${'11'.repeat(20)}`, user: 'olga' }, { address: `0x${'22'.repeat(20)}`, user: null }],
};
const row: LimitRow = {
  chain: 'solana', asset: asset.symbol, levelInForce: 0, inForce: null, filling: null, proposed: [],
  current: sourced({ maxRelease: units(1_000_000), capacity: units(5_000_000), refillPerSecond: units(1), holdThreshold: units(100), available: units(2), usedPercent: 60 }, '2026-01-31T12:00:00Z'),
};

const shown = (change: Partial<ProposedLimits> = {}): string => renderToStaticMarkup(
  <Router ssrPath="/limits"><SessionProvider value={{ deployment } as unknown as Session}><Proposed row={row} proposed={{ ...proposed, ...change }} /></SessionProvider></Router>,
).replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

test('proposed limits tell each value that differs and none that stays, who signed, from when and until when', () => {
  const words = shown();
  for (const part of ['by somebody else', 'Largest release 1,000,000', '2,000,000', 'Held from 100', '500,000', 'olga', 'from 2099-01-31 12:00:00 UTC', 'until 2099-02-01 12:00:00 UTC']) expect(words).toContain(part);
  for (const part of ['Capacity', 'Refill', '5,000,000']) expect(words).not.toContain(part);
});
test('Museum M39: values of another paper are not shown as proposed', () => {
  const words = shown({ fields: { ...paper.fields, maxRelease: units(1_000_001) } });
  expect(words).toContain('do not believe');
  expect(words).not.toContain('1,000,001');
});
test('everybody is told why a raised bucket is not full', () => {
  const limits = row.current;
  const view = (filling: LimitRow['filling']): string => renderToStaticMarkup(<PublicLimitTable view={{ now: '2026-01-31T12:00:00Z', name: 'test', rows: [{ chain: 'solana', asset: asset.symbol, decimals: asset.decimals, limits, filling, levelInForce: 0, levelAtSource: 0 }] }} />).replace(/<[^>]*>/g, '');
  expect(view({ since: '2026-01-31T11:00:00Z', before: units(100), fullAt: null })).toContain('filling since its capacity was raised from 100, 2026-01-31 11:00:00 UTC');
  expect(view(null)).not.toContain('filling');
});
test('a largest release above the capacity is no release that ever fits', () => {
  const limits = { maxRelease: '10', capacity: '10', refillPerSecond: '1', holdThreshold: '0' };
  expect(isBeyondCapacity(limits)).toBe(false);
  expect(isBeyondCapacity({ ...limits, maxRelease: '11' })).toBe(true);
});
