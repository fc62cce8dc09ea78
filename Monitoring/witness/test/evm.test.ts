import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeAbiParameters, encodeEventTopics, keccak256, toHex as utf8, type Log } from 'viem';
import { events } from '../src/evm/abi.js';
import { EvmChain } from '../src/evm/evmChain.js';
import type { EvmSource, EvmState, Head } from '../src/evm/evmSource.js';
import { factsOf, type TimedLog } from '../src/evm/events.js';
import { MalformedBytes, type Hex } from '../src/protocol/bytes.js';
import { leafOf } from '../src/protocol/transfer.js';
import { ReadError } from '../src/quorum.js';
import { bridge, deployment, ledgerOf, recipient, usdc } from './bench.js';

const sender: Hex = `0x${'00'.repeat(12)}${'77'.repeat(20)}`;
const locked = (sequence: bigint, amount = 100n, block = 5n) => timed(
  encodeEventTopics({ abi: events, eventName: 'Locked', args: { destination: 2, sequence, assetId: usdc } }) as Hex[],
  encodeAbiParameters([{ type: 'uint8' }, { type: 'uint64' }, { type: 'bytes32' }, { type: 'bytes32' }], [1, amount, sender, recipient]), block);
const released = (payments: bigint[], assets: Hex[] = [usdc]) => timed(
  encodeEventTopics({ abi: events, eventName: 'Released', args: { source: 2, first: 300n } }) as Hex[], encodeAbiParameters([{ type: 'bytes32[]' }, { type: 'uint256[]' }], [assets, payments]));

function timed(topics: Hex[], data: Hex, block = 5n): TimedLog {
  return { time: 1_000n, log: { address: deployment.evm.vault, topics, data, blockNumber: block, blockHash: '0xb5', transactionHash: '0xt', transactionIndex: 0, logIndex: 3, removed: false } as unknown as Log<bigint, number, false> };
}

// offset ‖ outcome ‖ kind ‖ asset ‖ amount ‖ recipient
const payment = (offset: bigint, outcome: bigint, asset: bigint, kind: bigint, amount: bigint) => (offset << 248n) | (outcome << 240n) | (kind << 232n) | (asset << 224n) | (amount << 160n) | BigInt(recipient);

test('a lock has the leaf that the guardians sign', () => {
  const [fact] = factsOf([locked(7n)], deployment);
  const expected = leafOf({ bridge, source: 1, destination: 2, sequence: 7n, kind: 1, asset: usdc, amount: 100n, sender, recipient });
  assert.ok(fact?.type === 'lock');
  assert.deepEqual([fact.lane, fact.sequence, fact.leaf, fact.amount, fact.recipient], ['1-2', 7n, expected, 100n, recipient]);
});

test('a release names every transfer of its batch, with what became of it', () => {
  const other: Hex = `0x${'05'.repeat(32)}`;
  const facts = factsOf([released([payment(0n, 1n, 0n, 1n, 5n), payment(127n, 2n, 1n, 2n, 2n ** 64n - 1n), payment(3n, 3n, 0n, 1n, 6n)], [usdc, other])], deployment);
  assert.deepEqual(facts.map((fact) => fact.type === 'release' && [fact.lane, fact.sequence, fact.outcome, fact.asset, fact.kind, fact.amount, fact.recipient]), [
    ['2-1', 300n, 'paid', usdc, 1, 5n, recipient],
    ['2-1', 427n, 'claimable', other, 2, 2n ** 64n - 1n, recipient],
    ['2-1', 303n, 'held', usdc, 1, 6n, recipient],
  ]);
});

test('what is no event of the bridge is an error, never skipped', () => {
  assert.throws(() => factsOf([timed([keccak256(utf8('Locked(uint8)'))], '0x')], deployment), MalformedBytes);
  assert.throws(() => factsOf([released([])], deployment), MalformedBytes);
  assert.throws(() => factsOf([released([payment(0n, 0n, 0n, 1n, 5n)])], deployment), MalformedBytes);
  assert.throws(() => factsOf([released([payment(0n, 1n, 1n, 1n, 5n)])], deployment), MalformedBytes);
});

class FakeEvm {
  logsNow: TimedLog[] = [];
  state_: Partial<EvmState> = {};
  hashes = new Map<bigint, string>();
  final = 10n;

  constructor(readonly name: string) {}

  head(tag: string): Promise<Head> {
    return this.blockAt(tag === 'latest' ? this.final + 2n : this.final);
  }

  async blockAt(height: bigint): Promise<Head> {
    return { height, hash: this.hashes.get(height) ?? `0x${height}`, time: 1_000n };
  }

  async logs(from: bigint, to: bigint): Promise<TimedLog[]> {
    return this.logsNow.filter(({ log }) => log.blockNumber >= from && log.blockNumber <= to);
  }

  async state(_: bigint, words: readonly bigint[]): Promise<EvmState> {
    return { lastSequence: 0n, words: words.map(() => 0n), balances: [1_000n], supplies: [0n], ...this.state_ };
  }

  async newest() {
    return { last: this.name === '1' ? 3n : 4n, time: this.name === '1' ? 990n : 1_000n };
  }
}

function chainOf(...sources: FakeEvm[]): EvmChain {
  return new EvmChain(deployment, sources as unknown as EvmSource[], {
    quorum: sources.length > 1 ? 2 : 1, timeoutMs: 1_000, onFailure: () => {}, blocksPerLook: 1_000n, oldestHeadSeconds: 60, now: () => 1_001_000,
  });
}

const failsAs = (failure: string) => (error: unknown) => error instanceof ReadError && error.failure === failure;

test('a look goes to the lowest final block, and what is newer is only looked at', async () => {
  const [a, b] = [new FakeEvm('1'), new FakeEvm('2')];
  b.final = 9n;
  for (const source of [a, b]) {
    source.logsNow = [locked(1n, 100n, 8n), locked(2n, 100n, 11n)];
    source.state_ = { lastSequence: 1n };
  }
  const found = await chainOf(a, b).look(ledgerOf());
  assert.equal(found.cursor.height, 9n);
  assert.deepEqual(found.facts.map((fact) => fact.type === 'lock' && fact.sequence), [1n]);
  assert.deepEqual(found.young.map((fact) => fact.type === 'lock' && fact.sequence), [2n]);
});

test('a source that hides or invents a log is found out by the vault itself', async () => {
  const [a, b] = [new FakeEvm('1'), new FakeEvm('2')];
  a.logsNow = [locked(1n)];
  a.state_ = b.state_ = { lastSequence: 1n };
  await assert.rejects(chainOf(a, b).look(ledgerOf()), failsAs('disagree'));
  a.logsNow = [];
  await assert.rejects(chainOf(a, b).look(ledgerOf()), failsAs('contradiction'));
  await assert.rejects(chainOf(a).look(ledgerOf()), failsAs('contradiction'));
  a.logsNow = b.logsNow = [locked(1n), locked(2n)];
  await assert.rejects(chainOf(a, b).look(ledgerOf()), failsAs('contradiction'));
});

test('consumed count and releases differ: a signal when all sources say so, a broken node when there is one', async () => {
  const [a, b] = [new FakeEvm('1'), new FakeEvm('2')];
  a.state_ = b.state_ = { words: [1n << 254n] };
  const found = await chainOf(a, b).look(ledgerOf());
  assert.deepEqual(found.findings.map((each) => [each.rule, each.looks]), [['consumed-without-release', 3]]);
  assert.equal(found.cursor.height, 0n, 'the cursor stays');
  await assert.rejects(chainOf(a).look(ledgerOf()), failsAs('contradiction'));
});

test('Museum_M70 a final block that changes its hash halts everything', async () => {
  const source = new FakeEvm('1');
  const ledger = ledgerOf();
  const first = await chainOf(source).look(ledger);
  ledger.record(1, first.cursor, []);
  source.hashes.set(10n, '0xother');
  assert.deepEqual((await chainOf(source).look(ledger)).findings.map((each) => [each.rule, each.scope, each.level]), [['finality-violated', 'everything', 5]]);
});

test('the newest lock is the highest that any source knows, the age that of the oldest state', async () => {
  assert.deepEqual(await chainOf(new FakeEvm('1'), new FakeEvm('2')).newest(), { last: 4n, ageSeconds: 11 });
});
