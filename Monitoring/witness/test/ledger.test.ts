import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { LedgerDamaged } from '../src/ledger/journal.js';
import { conflictsOf, LaneLedger, Ledger } from '../src/ledger/ledger.js';
import type { Fact } from '../src/ledger/facts.js';
import { bridge, ledgerFile, ledgerOf, lock, refund, release, usdc, voiding } from './bench.js';

const cursor = { height: 7n, mark: '0xaa', pages: { '1/0': 'sig' } };

function reopened(path: string): Ledger {
  return Ledger.open(path, bridge);
}

test('what is recorded is there after a restart, to the unit', () => {
  const path = ledgerFile();
  const ledger = Ledger.open(path, bridge);
  ledger.record(1, cursor, [lock(1n, { amount: 2n ** 63n }), lock(2n)]);
  ledger.record(2, cursor, [release(1n, { amount: 2n ** 63n })]);
  ledger.decide({ id: 'x', rule: 'r', scope: 'everything', level: 5, reason: 'r', evidence: 'e' }, 'now');
  ledger.raised('x', 1, 'how', 'now');
  ledger.close();

  const again = reopened(path);
  assert.deepEqual(again.cursors.get(1), cursor);
  assert.equal(again.lane('1-2').lastLocked, 2n);
  assert.equal(again.lane('1-2').lockedSum.get(usdc), 2n ** 63n + 100n);
  assert.equal(again.lane('1-2').consumed.get(1n)?.how, 'released');
  assert.deepEqual([...(again.trips.get('x')?.raised ?? [])], [1]);
  assert.equal(again.decide({ id: 'x', rule: 'r', scope: 'everything', level: 5, reason: 'r', evidence: 'e' }, 'later'), false);
  again.close();
  assert.equal(statSync(path).mode & 0o077, 0);
});

test('a crash at any byte of a line loses that line and nothing else', () => {
  const path = ledgerFile();
  const ledger = Ledger.open(path, bridge);
  ledger.record(1, cursor, [lock(1n)]);
  const before = readFileSync(path).length;
  ledger.record(1, { ...cursor, height: 8n }, [lock(2n)]);
  ledger.close();
  const whole = readFileSync(path);
  for (let length = before; length < whole.length; length++) {
    writeFileSync(path, whole.subarray(0, length));
    const again = reopened(path);
    assert.equal(again.lane('1-2').lastLocked, 1n);
    assert.equal(again.dropped, length - before);
    again.record(1, { ...cursor, height: 8n }, [lock(2n)]);
    again.close();
    assert.deepEqual(readFileSync(path), whole);
  }
});

test('a line that was changed, taken out or put in is not believed', () => {
  const path = ledgerFile();
  const ledger = Ledger.open(path, bridge);
  ledger.record(1, cursor, [lock(1n)]);
  ledger.record(2, cursor, [release(1n)]);
  ledger.close();
  const text = readFileSync(path, 'utf8');
  const lines = text.split('\n');
  for (const damaged of [text.replace('"100n"', '"101n"'), [lines[0], lines[2], ''].join('\n'), [...lines.slice(0, 2), lines[1], lines[2], ''].join('\n'), `${text}garbage\n`]) {
    writeFileSync(path, damaged);
    assert.throws(() => reopened(path), LedgerDamaged);
  }
});

test("another deployment's ledger is refused, and one that somebody works on", () => {
  const path = ledgerFile();
  const ledger = Ledger.open(path, bridge);
  // Process 1 is there as long as the machine; its start is read as the lock's owner would have written it.
  const stat = readFileSync('/proc/1/stat', 'utf8');
  ledger.close();
  writeFileSync(`${path}.lock`, `1 ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}\n`);
  assert.throws(() => reopened(path), /works on this ledger/);
  writeFileSync(`${path}.lock`, '1 1\n');
  reopened(path).close();
  assert.throws(() => Ledger.open(path, `0x${'cd'.repeat(32)}`), LedgerDamaged);
});

test('an append that was cut short by hand is dropped, not guessed', () => {
  const path = ledgerFile();
  Ledger.open(path, bridge).close();
  appendFileSync(path, '0123456789abcdef0123456789abcdef {"entry":"read"');
  const again = reopened(path);
  assert.ok(again.dropped > 0);
  again.close();
});

const conflicts = (known: Fact[], fact: Fact) => {
  const ledger = ledgerOf(...known);
  try {
    return conflictsOf(ledger.lane('1-2'), fact).map((conflict) => conflict.what);
  } finally {
    ledger.close();
  }
};

test('an honest life contradicts nothing', () => {
  assert.deepEqual(conflicts([lock(1n)], release(1n)), []);
  assert.deepEqual(conflicts([release(1n)], lock(1n)), []);
  assert.deepEqual(conflicts([lock(1n), release(1n, { outcome: 'held' })], release(1n, { leaf: null })), []);
  assert.deepEqual(conflicts([lock(1n), release(1n, { outcome: 'held' })], voiding(1n)), []);
  assert.deepEqual(conflicts([lock(1n), voiding(1n)], refund(1n)), []);
  assert.deepEqual(conflictsOf(new LaneLedger(), release(1n)), []);
});

test('a sequence ends once (W4)', () => {
  assert.deepEqual(conflicts([lock(1n), release(1n)], release(1n, { at: { chain: 2, height: 30n, transaction: 'again', index: 0 } })), ['consumed-twice']);
  assert.deepEqual(conflicts([lock(1n), voiding(1n)], release(1n)), ['consumed-twice']);
  assert.deepEqual(conflicts([lock(1n), release(1n)], voiding(1n)), ['consumed-twice']);
  assert.deepEqual(conflicts([lock(1n), release(1n, { outcome: 'held' })], release(1n, { outcome: 'held' })), ['consumed-twice']);
  assert.deepEqual(conflicts([lock(1n), release(1n, { outcome: 'held' })], release(1n, { amount: 101n })), ['consumed-twice']);
  assert.deepEqual(conflicts([lock(1n), release(1n)], refund(1n)), ['released-and-refunded']);
  assert.deepEqual(conflicts([lock(1n), voiding(1n), refund(1n)], refund(1n)), ['refunded-twice']);
  assert.deepEqual(conflicts([lock(1n), refund(1n)], release(1n)), ['released-and-refunded']);
});

test('what is released is what was locked, field by field, whichever is seen first (W5)', () => {
  for (const changed of [{ amount: 101n }, { asset: `0x${'02'.repeat(32)}` as const }, { kind: 2 }, { recipient: `0x${'33'.repeat(32)}` as const }, { leaf: `0x${'44'.repeat(32)}` as const }]) {
    assert.deepEqual(conflicts([lock(1n)], release(1n, changed)), ['release-differs'], Object.keys(changed)[0]);
    assert.deepEqual(conflicts([release(1n, changed)], lock(1n)), ['release-differs'], Object.keys(changed)[0]);
  }
  assert.deepEqual(conflicts([lock(1n)], voiding(1n, { leaf: `0x${'44'.repeat(32)}` })), ['release-differs']);
  assert.deepEqual(conflicts([lock(1n), voiding(1n)], refund(1n, { leaf: `0x${'44'.repeat(32)}` })), ['refund-differs']);
  assert.deepEqual(conflicts([], refund(1n)), ['refund-differs']);
});
