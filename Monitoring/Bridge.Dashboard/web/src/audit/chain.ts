import { concatBytes, keccak256, numberToBytes, stringToBytes, hexToBytes, type Hex } from 'viem';
import type { AuditEntry } from '../api/types';

/** What a check of an export found. `head` is the hash of the last entry that follows: compare it with one written down elsewhere. */
export interface AuditFinding {
  readonly isIntact: boolean;
  readonly entries: number;
  readonly head: Hex;
  /** The first that does not follow, and why. */
  readonly broken?: { readonly sequence: number; readonly why: string };
}

const nobody = 0xffffffff;
const zero: Hex = `0x${'0'.repeat(64)}`;

/**
 * Hash of an entry, the layout of ../../../Audit/AuditEntry.cs. keccak256 of:
 *
 * size  field
 * 32    hash of the entry before; zero for the first
 * 8     sequence, from 1
 * 8     at, Unix milliseconds
 * 4+n   user, UTF-8, after its length; length 0xffffffff = nobody
 * 4+n   client address; likewise
 * 4+n   event
 * 4     number of details; then for each, ordered by name (ordinal): 4+n name, 4+n value
 */
export function hashOf(entry: AuditEntry): Hex {
  const details = Object.entries(entry.detail).sort(([left], [right]) => (left < right ? -1 : 1));
  return keccak256(concatBytes([
    hexToBytes(entry.previous as Hex), numberToBytes(entry.sequence, { size: 8 }), numberToBytes(Date.parse(entry.at), { size: 8 }),
    text(entry.user), text(entry.address), text(entry.event), length(details.length), ...details.flatMap(([name, value]) => [text(name), text(value)]),
  ]));
}

/** Checks an export, one entry per line, from its beginning. Computed here: the server's own word is not asked. */
export function verifyExport(lines: string): AuditFinding {
  let head = zero;
  let entries = 0;
  for (const line of lines.split('\n')) {
    if (line === '') continue;
    const why = problemOf(line, entries + 1, head);
    if (typeof why === 'string') return { isIntact: false, entries, head, broken: { sequence: entries + 1, why } };
    head = why.hash;
    entries += 1;
  }

  return { isIntact: true, entries, head };
}

function problemOf(line: string, sequence: number, previous: Hex): string | { hash: Hex } {
  let entry: AuditEntry;
  try {
    entry = JSON.parse(line) as AuditEntry;
    // SECURITY: an entry that was changed, left out, put in or moved breaks the chain here.
    if (entry.sequence !== sequence) return `it has the number ${entry.sequence}`;
    if (entry.previous !== previous) return 'it does not follow the entry before it';
    if (hashOf(entry) !== entry.hash) return 'its hash is not the one of what it says';
  } catch {
    return 'it is no entry';
  }

  return { hash: entry.hash as Hex };
}

function text(value: string | null): Uint8Array {
  if (value === null) return length(nobody);
  const bytes = stringToBytes(value);
  return concatBytes([length(bytes.length), bytes]);
}

const length = (value: number): Uint8Array => numberToBytes(value, { size: 4 });
