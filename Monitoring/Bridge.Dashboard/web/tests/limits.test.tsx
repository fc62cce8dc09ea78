import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Router } from 'wouter';
import type { LimitRow, ProposedLimits, Session } from '../src/api/types';
import { SessionProvider } from '../src/app/session';
import { Proposed } from '../src/pages/limits/Proposed';
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
