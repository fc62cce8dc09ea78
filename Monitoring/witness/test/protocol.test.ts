import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { privateKeyToAccount } from 'viem/accounts';
import { fromHex, MalformedBytes, toHex, type Hex } from '../src/protocol/bytes.js';
import { digestOf, signPaper, wordsOf, type RaiseLevel, type Scope } from '../src/protocol/paper.js';
import { decodeTransfer, encodeTransfer, leafOf } from '../src/protocol/transfer.js';

const vectors = new URL('../../../../Contracts/vectors/', import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, vectors), 'utf8')) as Record<string, unknown>;

interface TransferVector { source: number; destination: number; sequence: string; kind: number; asset: Hex; amount: string; sender: Hex; recipient: Hex; encoded: Hex; leaf: Hex }

test('a transfer has the bytes and the leaf of the shared vectors', () => {
  const { bridgeId, transfers } = read('protocol.json') as { bridgeId: Hex; transfers: TransferVector[] };
  assert.ok(transfers.length > 0);
  for (const vector of transfers) {
    const transfer = decodeTransfer(fromHex(vector.encoded));
    assert.deepEqual(transfer, {
      bridge: bridgeId, source: vector.source, destination: vector.destination, sequence: BigInt(vector.sequence), kind: vector.kind, asset: vector.asset, amount: BigInt(vector.amount),
      sender: vector.sender, recipient: vector.recipient,
    });
    assert.equal(toHex(encodeTransfer(transfer)), vector.encoded);
    assert.equal(leafOf(transfer), vector.leaf);
  }
});

test('bytes that are no transfer are refused', () => {
  const { transfers } = read('protocol.json') as { transfers: TransferVector[] };
  const good = fromHex((transfers[0] as TransferVector).encoded);
  const changed = (offset: number, size: number) => Uint8Array.from(good, (byte, i) => (i >= offset && i < offset + size ? 0 : byte));
  for (const bad of [good.subarray(1), Uint8Array.of(...good, 0), changed(0, 1), changed(33, 2), changed(35, 2), changed(37, 8), changed(45, 1), changed(78, 8)]) assert.throws(() => decodeTransfer(bad), MalformedBytes);
});

interface PaperVector { action: number; fields: { name: string; value: unknown }[]; words: Hex; digest: Hex; signatures: { key: Hex; signature: Hex }[] }

test('RaiseLevel has the words, the digest and the signatures of the shared vectors', async () => {
  const { bridgeId, actions } = read('risk.json') as { bridgeId: Hex; actions: PaperVector[] };
  const raises = actions.filter((vector) => vector.action === 1);
  assert.ok(raises.length > 1);
  for (const vector of raises) {
    const field = (name: string) => vector.fields.find((each) => each.name === name)?.value;
    const paper: RaiseLevel = {
      chain: field('chain') as number, scope: { kind: field('scopeKind'), value: field('scope') } as Scope, level: field('level') as number, reason: 'x',
      nonce: BigInt(field('nonce') as string), notAfter: BigInt(field('notAfter') as string),
    };
    // The vectors' reasons are 32 random bytes; this program writes text.
    const reason = field('reason') as Hex;
    const given = { ...paper, reason: Buffer.from(reason.slice(2), 'hex').toString('latin1') };
    assert.equal(wordsOf(given), vector.words);
    assert.equal(digestOf(bridgeId, given), vector.digest);
    for (const { key, signature } of vector.signatures) assert.equal(await signPaper(privateKeyToAccount(key), bridgeId, given), signature);
  }
});

test('a reason is one to 32 bytes', () => {
  const paper: RaiseLevel = { chain: 0, scope: { kind: 1, value: `0x${'00'.repeat(32)}` }, level: 5, reason: '', nonce: 1n, notAfter: 1n };
  assert.throws(() => wordsOf(paper), RangeError);
  assert.throws(() => wordsOf({ ...paper, reason: 'x'.repeat(33) }), MalformedBytes);
});
