import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ascii, bigEndian, fromHex, MalformedBytes } from '../src/protocol/bytes.js';
import { encodeTransfer, leafOf, type Transfer } from '../src/protocol/transfer.js';
import { readAsset, readConsumed, readLane, readOutbox, readRole, readTokenAmount, readWayBack } from '../src/solana/accounts.js';
import { isConsumed } from '../src/solana/solanaReading.js';
import { bridge, recipient, usdc } from './bench.js';

const lane = { bridge, source: 2, destination: 1 };

function transfer(sequence: bigint, changes: Partial<Transfer> = {}): Transfer {
  return { ...lane, sequence, kind: 1, asset: usdc, amount: 100n, sender: recipient, recipient, ...changes };
}

function account(size: number, kind: string, fields: Record<number, Uint8Array>): Uint8Array {
  const data = new Uint8Array(size);
  data.set(ascii(kind, 8));
  for (const [offset, bytes] of Object.entries(fields)) data.set(bytes, Number(offset));
  return data;
}

function outbox(page: bigint, transfers: (Transfer | null)[]): Uint8Array {
  const records = Object.fromEntries(transfers.map((each, i) => [24 + 166 * i, each === null ? new Uint8Array(166) : Uint8Array.of(...encodeTransfer(each), ...bigEndian(77n, 8), ...bigEndian(1_000n, 8))]));
  return account(5_336, 'outbox', { 8: bigEndian(1n, 2), 16: bigEndian(page, 8), ...records });
}

test('an outbox page gives its locks, with their leaves and slots', () => {
  const locks = readOutbox(outbox(1n, [transfer(33n), transfer(34n)]), lane, 1n);
  assert.deepEqual(locks.map((lock) => [lock.transfer.sequence, lock.leaf, lock.slot]), [[33n, leafOf(transfer(33n)), 77n], [34n, leafOf(transfer(34n)), 77n]]);
});

test('an outbox page of another lane, number or form is refused, and one with a gap', () => {
  const good = outbox(0n, [transfer(1n)]);
  for (const bad of [
    outbox(0n, [null, transfer(2n)]), outbox(0n, [transfer(2n)]), outbox(1n, [transfer(1n)]), outbox(0n, [transfer(1n, { bridge: `0x${'cd'.repeat(32)}` })]),
    outbox(0n, [transfer(1n, { source: 3 })]), outbox(0n, [transfer(1n, { destination: 3 })]), good.subarray(1), account(5_336, 'asset', {}),
    Uint8Array.from(good, (byte, i) => (i === 9 ? 3 : byte)),
  ]) assert.throws(() => readOutbox(bad, lane, 0n), MalformedBytes);
});

test('bits of a consumed page are counted from the most significant', () => {
  const page = readConsumed(account(1_048, 'consumed', { 8: bigEndian(1n, 2), 16: bigEndian(2n, 8), 24: Uint8Array.of(0x40), 1_047: Uint8Array.of(0x01) }));
  assert.deepEqual([16_384n, 16_385n, 16_386n, 24_575n, 1n].map((sequence) => isConsumed([page], sequence)), [false, true, false, true, false]);
});

test('assets, lanes, records, roles and balances stand where the tables say', () => {
  const asset = readAsset(account(232, 'asset', { 8: fromHex(usdc), 104: Uint8Array.of(2), 184: bigEndian(10n, 8), 192: bigEndian(3n, 8), 200: bigEndian(4n, 8), 216: bigEndian(5n, 8) }));
  assert.deepEqual([asset.id, asset.mode, asset.unit, asset.locks, asset.releases, asset.claims], [usdc, 'mint', 10n, 3n, 4n, 5n]);
  assert.throws(() => readAsset(account(232, 'asset', {})), MalformedBytes, 'no mode');
  assert.equal(readLane(account(24, 'lane', { 8: bigEndian(1n, 2), 16: bigEndian(9n, 8) }), 1), 9n);
  assert.throws(() => readLane(account(24, 'lane', { 8: bigEndian(3n, 2) }), 1), MalformedBytes);
  const record = readWayBack(account(64, 'refund', { 40: bigEndian(1n, 2), 42: Uint8Array.of(2), 48: bigEndian(5n, 8), 56: bigEndian(6n, 8) }), 'refund');
  assert.deepEqual([record.other, record.paid, record.sequence, record.slot], [1, true, 5n, 6n]);
  assert.throws(() => readWayBack(account(64, 'refund', {}), 'void'), MalformedBytes);
  const signer = new Uint8Array(20).fill(7);
  assert.deepEqual(readRole(account(1_376, 'config', { 384: Uint8Array.of(...signer, 2, 0, 0, 0, ...bigEndian(8n, 8)) }), signer), { role: 2, nonce: 8n });
  assert.deepEqual(readRole(account(1_376, 'config', {}), signer), { role: 0, nonce: 0n });
  assert.equal(readTokenAmount(Uint8Array.from({ length: 165 }, (_, i) => (i === 64 ? 5 : i === 65 ? 1 : 0))), 261n);
  assert.throws(() => readTokenAmount(new Uint8Array(82)), MalformedBytes);
});
