import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Router } from 'wouter';
import { keys } from '../src/api/liveUpdates';
import type { BreakersView, ForeignEnd, ForeignProposal, LimitRow, Paper, Session } from '../src/api/types';
import { SessionProvider } from '../src/app/session';
import { ForeignEnds } from '../src/pages/breakers/ForeignHistory';
import { ForeignProposals } from '../src/pages/breakers/ForeignProposals';
import { sentenceOf } from '../src/pages/papers/sentenceOf';
import { VetoTarget } from '../src/pages/papers/VetoTarget';
import { newPaper } from '../src/paper/paper';
import { deployment, sourced } from './builders';

const asset = deployment.assets[0]!;
const units = (whole: number): string => String(BigInt(whole) * 10n ** BigInt(asset.decimals));
const paper = newPaper(deployment.bridgeId, 'SetLimits', { chain: '2', asset: asset.id, maxRelease: units(1), capacity: units(9), refillPerSecond: units(1), holdThreshold: units(3), nonce: '7', notAfter: '1800000000' });
const proposal: ForeignProposal = {
  chain: 'solana', digest: paper.digest, action: 'SetLimits', fields: { ...paper.fields }, readyAt: '2099-01-31T12:00:00Z', until: '2099-02-01T12:00:00Z',
  signers: [{ address: `0x${'11'.repeat(20)}`, user: 'olga' }, { address: `0x${'22'.repeat(20)}`, user: null }],
};
const row: LimitRow = {
  chain: 'solana', asset: asset.symbol, levelInForce: 0, inForce: null, filling: null, proposed: [],
  current: sourced({ maxRelease: units(1), capacity: units(5), refillPerSecond: units(1), holdThreshold: '0', available: units(2), usedPercent: 60 }, '2026-01-31T12:00:00Z'),
};

function shown(...foreign: ForeignProposal[]): string {
  const views = new QueryClient();
  views.setQueryData(keys.limits, { rows: [row] });
  const view = { cells: [], proposals: [], foreign, delays: {}, sentinel: {} } as unknown as BreakersView;
  const markup = renderToStaticMarkup(
    <QueryClientProvider client={views}><Router ssrPath="/breakers"><SessionProvider value={{ deployment, may: ['paperTighten'] } as unknown as Session}><ForeignProposals view={view} /></SessionProvider></Router></QueryClientProvider>,
  );
  return markup;
}

const text = (markup: string): string => markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

test('nothing that waits shows nothing', () => expect(shown()).toBe(''));
test('what waits is judged by what it changes, who signed it, and from when until when', () => {
  const words = text(shown(proposal));
  for (const part of [`et the limits of ${asset.symbol} on Solana (2)`, `Capacity 5 ${asset.symbol}`, `9 ${asset.symbol}`, 'as now', 'every release', 'olga', 'key of nobody here', '2099-01-31 12:00:00 UTC', '2099-02-01 12:00:00 UTC', 'Veto it']) expect(words).toContain(part);
});
test('Museum M39: values of another paper are not shown', () => {
  const words = text(shown({ ...proposal, fields: { ...paper.fields, capacity: units(1) } }));
  expect(words).toContain('do not believe');
  expect(words).not.toContain('Capacity');
  expect(words).toContain('Veto it');
});
test('a rotation, and a paper that the chain does not show, can be vetoed too', () => {
  expect(text(shown({ ...proposal, action: null, fields: null, signers: [], until: null }))).toMatch(/Rotate the guardians’ key on Solana.*the guardians’ key in force.*there is no other end.*Veto it.*one officer’s signature/);
  expect(text(shown({ ...proposal, fields: null }))).toMatch(/Set limits on Solana.*does not show the paper.*Veto it/);
});

const inSession = (element: React.ReactElement): string => text(renderToStaticMarkup(<Router ssrPath="/"><SessionProvider value={{ deployment } as unknown as Session}>{element}</SessionProvider></Router>));
const end: ForeignEnd = { ...proposal, seenAt: '2026-01-31T11:00:00Z', standing: 'Vetoed', endedAt: '2026-01-31T12:00:00Z', by: `oscar, 0x${'33'.repeat(20)}`, transaction: `0x${'44'.repeat(32)}` };

test('what has ended tells what it was, who signed it, and who ended it where', () => {
  const words = inSession(<ForeignEnds items={[end]} />);
  for (const part of [`Set the limits of ${asset.symbol} on Solana (2)`, 'olga', 'key of nobody here', 'vetoed', 'by oscar', '0x4444', '2026-01-31 12:00:00 UTC']) expect(words).toContain(part);
  expect(inSession(<ForeignEnds items={[{ ...end, standing: 'NotKnown', by: null, transaction: null }]} />)).toContain('not on record');
});
test('Museum M39: an end tells nothing of another paper', () =>
  expect(inSession(<ForeignEnds items={[{ ...end, fields: { ...paper.fields, capacity: units(1) } }]} />)).toContain('shows another paper'));

const veto = (ends: Paper['ends']): Paper => ({ action: 'Veto', fields: { chain: '2', proposal: paper.digest, nonce: '8', notAfter: '1800000000' }, ends }) as unknown as Paper;

test('a veto says what it ends, in its title and in every field', () => {
  const claim = veto({ action: 'SetLimits', fields: { ...paper.fields } });
  expect(sentenceOf(deployment, claim)).toBe(`veto: set the limits of ${asset.symbol} on Solana (2)`);
  const words = inSession(<VetoTarget claim={claim} />);
  for (const part of ['Ends', `9 ${asset.symbol}`, 'Largest release']) expect(words).toContain(part);
  expect(sentenceOf(deployment, veto(null))).toContain(`veto ${paper.digest}`);
  expect(inSession(<VetoTarget claim={veto(null)} />)).toContain('nothing scheduled under the digest');
  expect(sentenceOf(deployment, veto({ action: null, fields: null }))).toContain('rotate the guardians’ key');
});
test('Museum M39: a veto does not take another paper for the one it names', () => {
  const claim = veto({ action: 'SetLimits', fields: { ...paper.fields, capacity: units(1) } });
  expect(sentenceOf(deployment, claim)).toContain('not a paper');
  const words = inSession(<VetoTarget claim={claim} />);
  expect(words).toContain('do not believe');
  expect(words).not.toContain('Capacity');
});
