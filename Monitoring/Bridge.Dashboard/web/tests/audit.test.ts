import { describe, expect, test } from 'vitest';
import type { AuditEntry } from '../src/api/types';
import { hashOf, verifyExport } from '../src/audit/chain';

const zero = `0x${'0'.repeat(64)}`;

function log(length: number): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let sequence = 1; sequence <= length; sequence += 1) {
    const entry: AuditEntry = { sequence, at: `2026-01-31T12:00:0${sequence}.123+00:00`, user: sequence === 2 ? null : 'olivia', address: '127.0.0.1', event: 'tighten', detail: { reason: 'é \u{1F512} "quoted"', chain: 'evm' }, previous: entries.at(-1)?.hash ?? zero, hash: zero };
    entries.push({ ...entry, hash: hashOf(entry) });
  }

  return entries;
}

const lines = (entries: readonly AuditEntry[]): string => `${entries.map(entry => JSON.stringify(entry)).join('\n')}\n`;

describe('an export', () => {
  test('that is whole is intact, and its head is the last hash', () => {
    const entries = log(4);
    expect(verifyExport(lines(entries))).toEqual({ isIntact: true, entries: 4, head: entries[3]!.hash });
    expect(verifyExport('')).toEqual({ isIntact: true, entries: 0, head: zero });
  });

  const changes: readonly (readonly [string, (entries: AuditEntry[]) => AuditEntry[], number])[] = [
    ['an event was changed', entries => entries.with(1, { ...entries[1]!, event: 'signIn' }), 2],
    ['a user was put in', entries => entries.with(1, { ...entries[1]!, user: 'oscar' }), 2],
    ['a time was changed', entries => entries.with(1, { ...entries[1]!, at: '2026-01-31T12:00:09.000Z' }), 2],
    ['a detail was taken out', entries => entries.with(1, { ...entries[1]!, detail: {} }), 2],
    ['an entry was taken out', entries => entries.toSpliced(1, 1), 2],
    ['the first was taken out', entries => entries.slice(1), 1],
    ['two changed places', entries => [entries[0]!, entries[2]!, entries[1]!, entries[3]!], 2],
    ['an entry was hashed anew', entries => entries.with(1, { ...entries[1]!, event: 'x', hash: hashOf({ ...entries[1]!, event: 'x' }) }), 3],
  ];
  test.each(changes)('is broken when %s', (_, change, sequence) => {
    const finding = verifyExport(lines(change(log(4))));
    expect(finding.isIntact).toBe(false);
    expect(finding.broken?.sequence).toBe(sequence);
  });

  test('is broken by a line that is no entry', () => {
    expect(verifyExport(`${lines(log(2))}{}\n`).broken?.sequence).toBe(3);
    expect(verifyExport(`${lines(log(2))}nonsense\n`).broken?.sequence).toBe(3);
  });
});
