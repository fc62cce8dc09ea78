import { describe as group, expect, test } from 'vitest';
import type { BreakerCell, ForeignProposal, LimitRow } from '../src/api/types';
import { named, saidByAll } from '../src/format/named';
import { changesOf, foreignMeaning } from '../src/paper/changes';
import { encodeReason } from '../src/paper/reason';
import { newPaper } from '../src/paper/paper';
import { filledAfter } from '../src/pages/limits/filling';
import { deployment, sourced } from './builders';

const asset = deployment.assets[0]!;
const readAt = '2026-01-31T12:00:00Z';
const units = (whole: number): string => String(BigInt(whole) * 10n ** BigInt(asset.decimals));
const current = { maxRelease: units(1), capacity: units(5), refillPerSecond: units(1), holdThreshold: '18446744073709551615', available: units(2), usedPercent: 60 };
const limits: LimitRow[] = [{ chain: 'solana', asset: asset.symbol, current: sourced(current, readAt), levelInForce: 0, inForce: null, filling: null, proposed: [] }];
const cells: BreakerCell[] = [{ chain: 'solana', scopeKind: 'asset', scope: asset.id, scopeName: asset.symbol, level: sourced(4, readAt), reason: null, by: null, since: null }];
const raise = newPaper(deployment.bridgeId, 'SetLimits', { chain: '2', asset: asset.id, maxRelease: units(1), capacity: units(9), refillPerSecond: units(1), holdThreshold: units(3), nonce: '7', notAfter: '1800000000' });
const foreign: ForeignProposal = { chain: 'solana', digest: raise.digest, action: 'SetLimits', fields: { ...raise.fields }, signers: [], readyAt: null, until: null };

group('what somebody else scheduled', () => {
  test('is said from its fields', () => expect(foreignMeaning(deployment, foreign)?.sentence).toBe(`set the limits of ${asset.symbol} on Solana (2)`));
  test('Museum M39: fields of another paper than the one that waits are refused', () =>
    expect(() => foreignMeaning(deployment, { ...foreign, fields: { ...raise.fields, capacity: units(1) } })).toThrow(raise.digest));
  test('an action that there is none of is refused', () => expect(() => foreignMeaning(deployment, { ...foreign, action: 'Nothing' as 'Veto' })).toThrow('no risk action'));
  test.each([['no paper', { fields: null }], ['a rotation', { action: null }]])('%s has no words', (_, change) => expect(foreignMeaning(deployment, { ...foreign, ...change })).toBeUndefined());
});

group('values beside those in force', () => {
  test('of limits, each', () => expect(changesOf(deployment, 'solana', raise, { cells, limits })).toEqual([
    { label: 'asset', from: undefined, to: expect.stringContaining(asset.symbol) }, { label: 'largest release', from: `1 ${asset.symbol}`, to: `1 ${asset.symbol}` }, { label: 'capacity', from: `5 ${asset.symbol}`, to: `9 ${asset.symbol}` },
    { label: 'refill a second', from: `1 ${asset.symbol}`, to: `1 ${asset.symbol}` }, { label: 'held from', from: 'never', to: `3 ${asset.symbol}` },
  ]));
  test('of a level', () => {
    const lower = newPaper(deployment.bridgeId, 'LowerLevel', { chain: '2', scopeKind: '3', scope: asset.id, level: '0', reason: encodeReason('over'), nonce: '7', notAfter: '1800000000' });
    expect(changesOf(deployment, 'solana', lower, { cells, limits })).toContainEqual({ label: 'level', from: '4 stop', to: '0 normal' });
    expect(changesOf(deployment, 'solana', lower, { cells, limits })).toContainEqual({ label: 'reason', from: undefined, to: 'over' });
    expect(changesOf(deployment, 'evm', lower, { cells, limits })).toContainEqual({ label: 'level', from: undefined, to: '0 normal' });
  });
  test('that are not known are not made up', () => expect(changesOf(deployment, 'solana', raise, { cells, limits: undefined }).every(change => change.from === undefined)).toBe(true));
});

group('a bucket that is made larger', () => {
  test('keeps what is in it and fills', () => expect(filledAfter(current, { ...current, capacity: units(9) })).toEqual({ units: units(2), seconds: 7 }));
  test('is never full without a refill', () => expect(filledAfter(current, { ...current, capacity: units(9), refillPerSecond: '0' })?.seconds).toBe(Infinity));
  test.each([['the same', current.capacity], ['smaller', units(4)]])('%s: nothing to say', (_, capacity) => expect(filledAfter(current, { ...current, capacity })).toBeUndefined());
});

group('words of guardians', () => {
  test('have the asset by its name', () => {
    expect(named(deployment, `breaker EVM tripped for asset:${asset.id}@1 since`)).toBe(`breaker EVM tripped for ${asset.symbol} on EVM since`);
    expect(named(deployment, `level 4 of Asset ${asset.id} and asset:${asset.id}@all`)).toBe(`level 4 of ${asset.symbol} and ${asset.symbol} on every chain`);
  });
  test('have places by their names, and bytes in their short form where they are no part of a command', () => {
    expect(named(deployment, 'stopped lane:2@1 and everything@all')).toBe('stopped the lane with Solana on EVM and everything on every chain');
    const address = `0x${'ab'.repeat(20)}`;
    expect(named(deployment, `by guardian 5, ${address}, since`)).toBe('by guardian 5, 0xabab…abab, since');
    const command = `clear --place lane:2@1 or --place everything@1 or --place asset:0x${'cd'.repeat(32)}@all`;
    expect(named(deployment, command)).toBe(command);
  });
  test('have the chain by its name', () => expect(named(deployment, 'could not raise a level on chain 1; chain 77; guardian chain clear --chain 1')).toBe('could not raise a level on EVM; chain 77; guardian chain clear --chain 1'));
  test('keep what is a command, and what has no name here', () => {
    const text = `guardian breaker clear --source x --place asset:${asset.id}@1, asset:0x${'ab'.repeat(32)}@1`;
    expect(named(deployment, text)).toBe(text);
  });
  test('that all say are said once', () => {
    expect(saidByAll([['a', 'b'], ['b'], ['c', 'b']])).toEqual(['b']);
    expect(saidByAll([['a'], ['b']])).toEqual([]);
    expect(saidByAll([['a']])).toEqual([]);
    expect(saidByAll([])).toEqual([]);
  });
});
