import { describe, expect, test } from 'vitest';
import type { AuditEntry, LimitState, PublicLimits } from '../src/api/types';
import { timeTicks, valueTicks } from '../src/format/ticks';
import { sentence, titled } from '../src/format/words';
import { encodeReason } from '../src/paper/reason';
import { auditFacts, eventWords, isSeen, rawLines } from '../src/pages/audit/auditWords';
import { availability } from '../src/pages/public/availability';
import { weights } from '../src/pages/transfers/EvidenceList';
import { deployment, sourced } from './builders';

describe('text of the server', () => {
  test.each([
    ['two officers decide on evm', 'Two officers decide on EVM'], ['held on solana: two officers decide', 'Held on Solana: two officers decide'], ['It went to evm.', 'It went to EVM.'], ['level 3 Hold is in force on solana', 'Level 3 hold is in force on Solana'], ['1 of 2 sources', '1 of 2 sources'],
    ['http://evm.example/solana', 'http://evm.example/solana'], ['devm and solanas', 'Devm and solanas'], ['', ''],
  ])('"%s" reads "%s"', (text, words) => expect(sentence(text)).toBe(words));
  test('keeps its beginning inside a sentence', () => expect(titled('the lane with solana')).toBe('the lane with Solana'));
});

describe('ticks', () => {
  const from = Date.parse('2026-01-31T12:00:00Z') / 1000;
  test.each([[60, 5, '12:01'], [15, 8, '12:00:15'], [21_600, 9, '01-31 18:00'], [86_400, 6, '02-01']])('%i s apart are told apart', (step, count, second) => {
    const texts = timeTicks(Array.from({ length: count }, (_, index) => from + index * step));
    expect(new Set(texts).size).toBe(count);
    expect(texts[1]).toBe(second);
  });
  test('say no value twice', () => expect(valueTicks([0, 0.5, 1, 1.4, 2], value => value.toFixed(0))).toEqual(['0', '1', '', '', '2']));
});

describe('an audit entry', () => {
  const entry = (event: string, detail: Record<string, string>): AuditEntry => ({ sequence: 1, at: '2026-01-31T12:00:00Z', user: 'olga', address: '127.0.0.1', event, detail, previous: '0x00', hash: '0x01' });
  const asset = deployment.assets[0]!;
  test('of a paper is said in words: scope, level, reason', () => {
    const fields = `chain 1, scopeKind 3, scope ${asset.id}, level 3, reason ${encodeReason('drill')}, nonce 7, notAfter 1800000000`;
    const facts = auditFacts(deployment, entry('paperCreated', { digest: `0x${'ab'.repeat(32)}`, action: 'RaiseLevel', fields }));
    expect(facts).toContainEqual({ label: 'Asks to', text: expect.stringMatching(new RegExp(`^raise the breaker level of ${asset.symbol} on .* to 3 hold$`)) });
    expect(facts).toContainEqual({ label: 'Reason', text: 'drill' });
    expect(facts).toContainEqual({ label: 'Paper', paper: `0x${'ab'.repeat(32)}` });
    expect(JSON.stringify(facts)).not.toMatch(/scopeKind|0x6472/);
  });
  test('of limits has amounts in whole tokens', () => {
    const facts = auditFacts(deployment, entry('lowerLimits', { chain: 'solana', asset: asset.symbol, capacity: `${5n * 10n ** BigInt(asset.decimals)}`, holdThreshold: '18446744073709551615' }));
    expect(facts).toContainEqual({ label: 'Capacity', text: `5 ${asset.symbol}` });
    expect(facts).toContainEqual({ label: 'Held from', text: 'never' });
    expect(facts).toContainEqual({ label: 'Chain', text: 'Solana' });
  });
  test('of what was scheduled elsewhere says what it was, and who ended it where', () => {
    const fields = `chain 1, asset ${asset.id}, maxRelease 1, capacity 2, refillPerSecond 3, holdThreshold 0, nonce 7, notAfter 1800000000`;
    const facts = auditFacts(deployment, entry('proposalEnded', { chain: 'evm', action: 'SetLimits', fields, proposal: '0xab', standing: 'Vetoed', endedBy: 'oscar, 0x33', transaction: '0x44' }));
    for (const fact of [{ label: 'Asks to', text: `set the limits of ${asset.symbol} on EVM (1)` }, { label: 'What became of it', text: 'vetoed' }, { label: 'Ended by', text: 'oscar, 0x33' }, { label: 'Digest', bytes: '0xab' }]) expect(facts).toContainEqual(fact);
    expect(isSeen('proposalSeen') && isSeen('proposalEnded')).toBe(true);
  });
  test('leaves out what is empty, and hides nothing of what was hashed', () => {
    const answered = entry('tightened', { chain: 'evm', outcome: 'alreadyStricter', error: '', transaction: '' });
    expect(auditFacts(deployment, answered)).toEqual([{ label: 'Chain', text: 'EVM' }, { label: 'Answer', text: 'already at least as strict' }]);
    expect(rawLines(answered)).toContainEqual(['error', '']);
  });
  test('whose fields are no paper shows them as they stand', () =>
    expect(auditFacts(deployment, entry('paperCreated', { action: 'RaiseLevel', fields: 'nonsense' }))).toEqual([{ label: 'Action', text: 'RaiseLevel' }, { label: 'Fields', text: 'nonsense' }]));
  test.each([['signInRefused', 'sign-in refused'], ['somethingNew', 'something new'], ['toString', 'to string']])('%s reads "%s"', (event, words) => expect(eventWords(event)).toBe(words));
});

describe('what everybody can move now', () => {
  const limits: LimitState = { maxRelease: '100', capacity: '200', refillPerSecond: '1', holdThreshold: '50', available: '150', usedPercent: 25 };
  const row = (levelInForce: 0 | 3 | 4 | 5 | null, levelAtSource: 0 | 4 | null): PublicLimits['rows'][number] => ({ chain: 'solana', asset: 'USDC', decimals: 0, limits: sourced(limits, '2026-01-31T12:00:00Z'), filling: null, levelInForce, levelAtSource });
  test('is the headroom while no level is raised', () => expect(availability(row(0, 0), limits)).toEqual({ units: '150' }));
  test.each([
    [row(5, 0), 'halted on Solana (level 5 cursed): nothing is paid'], [row(0, 4), 'halted on EVM (level 4 stop): no new transfer can begin'],
    [row(4, 0), 'halted on Solana (level 4 stop): nothing is signed'], [row(3, 0), 'level 3 hold on Solana: every transfer waits for two officers'],
    [row(null, 0), 'the breaker level is not known now'], [row(0, null), 'the breaker level is not known now'],
  ])('is nothing, with the reason', (halted, why) => expect(availability(halted, limits)).toEqual({ units: null, why }));
  test('is nothing of a closed asset', () => expect(availability(row(0, 0), { ...limits, maxRelease: '0' })).toEqual({ units: null, why: 'not open for transfers' }));
});

test('each weight of evidence has a shape and a word of its own', () => {
  expect(new Set(Object.values(weights).map(weight => weight.tone)).size).toBe(4);
  expect(new Set(Object.values(weights).map(weight => weight.word)).size).toBe(4);
  expect(weights.unusual.tone).not.toBe('danger');
});
