import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSecret } from '../src/breaker/keys.js';
import type { Breaker } from '../src/breaker/breaker.js';
import { BreakerDesk } from '../src/breaker/desk.js';
import { BadConfiguration } from '../src/deployment.js';
import type { Trip } from '../src/ledger/facts.js';
import { Ledger } from '../src/ledger/ledger.js';
import { ReadError } from '../src/quorum.js';
import { finding } from '../src/rules/finding.js';
import { Alarms } from '../src/service/alarms.js';
import { Metrics } from '../src/service/metrics.js';
import { loadOptions } from '../src/service/options.js';
import { serve } from '../src/service/server.js';
import { Witness } from '../src/service/witness.js';
import { bridge, deployment, FakeChain, ledgerFile, lock, look, release, silent, temporaryFolder } from './bench.js';

class FakeBreaker implements Breaker {
  readonly raisedFor: string[] = [];
  failures = 0;
  onRaise: (trip: Trip) => void = () => {};

  constructor(
    readonly chain: number,
    readonly name: string,
  ) {}

  async isSentinel(): Promise<boolean> {
    return true;
  }

  async raise(trip: Trip): Promise<string> {
    this.onRaise(trip);
    if (this.failures-- > 0) throw new Error('the node is away');
    this.raisedFor.push(trip.id);
    return 'raised';
  }
}

function desk(path = ledgerFile()) {
  const clock = { now: 1_000_000 };
  const [ledger, evm, solana, alarms] = [Ledger.open(path, bridge), new FakeBreaker(1, 'evm'), new FakeBreaker(2, 'solana'), new Alarms()];
  const made = new BreakerDesk(ledger, [evm, solana], alarms, new Metrics(), silent, () => clock.now);
  const settle = async () => {
    made.pursue();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { path, clock, ledger, evm, solana, alarms, desk: made, settle };
}

const forged = finding('release-without-lock', { scope: 'everything', level: 5, reason: 'release without lock', about: '1-2/9', evidence: 'e' });

test('a finding is on disk before a level is raised, and raised once on each chain', async () => {
  const parts = desk();
  parts.evm.onRaise = () => assert.ok(parts.ledger.trips.has(forged.id));
  parts.desk.consider([forged, forged]);
  await parts.settle();
  parts.desk.consider([forged]);
  await parts.settle();
  assert.deepEqual([parts.evm.raisedFor, parts.solana.raisedFor], [[forged.id], [forged.id]]);
  assert.equal(parts.alarms.count('trip'), 1);
  parts.ledger.close();

  const again = desk(parts.path);
  again.desk.consider([forged]);
  await again.settle();
  // Two people may have lowered the level meanwhile: the same evidence does not raise it again.
  assert.deepEqual([again.evm.raisedFor, again.solana.raisedFor], [[], []]);
  assert.equal(again.alarms.count('trip'), 1);
});

test('a crash between decision and transaction is made up for', async () => {
  const parts = desk();
  parts.desk.consider([forged]);
  parts.ledger.close();
  const again = desk(parts.path);
  await again.settle();
  assert.deepEqual(again.evm.raisedFor, [forged.id]);
});

test('a chain that cannot be reached is tried again, and keeps nobody from raising the other', async () => {
  const parts = desk();
  parts.solana.failures = 2;
  parts.desk.consider([forged]);
  await parts.settle();
  assert.deepEqual([parts.evm.raisedFor.length, parts.solana.raisedFor.length], [1, 0]);
  assert.ok(parts.alarms.has('breaker solana'));
  for (let i = 0; i < 3; i++) {
    parts.clock.now += 60_000;
    await parts.settle();
  }
  assert.deepEqual([parts.evm.raisedFor.length, parts.solana.raisedFor.length], [1, 1]);
  assert.ok(!parts.alarms.has('breaker solana'));
});

test('what needs several looks in a row starts anew when one does not show it', () => {
  const parts = desk();
  const slow = { ...forged, looks: 3 };
  for (const findings of [[slow], [slow], [], [slow], [slow]]) parts.desk.consider(findings);
  assert.equal(parts.ledger.trips.size, 0);
  parts.desk.consider([slow]);
  assert.equal(parts.ledger.trips.size, 1);
});

function witness() {
  const [evm, solana] = [new FakeChain(1, 'evm'), new FakeChain(2, 'solana')];
  const [ledger, alarms, metrics, breaker] = [Ledger.open(ledgerFile(), bridge), new Alarms(), new Metrics(), new FakeBreaker(1, 'evm')];
  const made = new Witness({
    deployment, ledger, evm, solana, breakers: [breaker], alarms, metrics, log: silent, now: () => 1_000_000, desk: new BreakerDesk(ledger, [breaker], alarms, metrics, silent, () => 1_000_000),
  });
  return { evm, solana, ledger, alarms, metrics, breaker, witness: made };
}

test('a look that fails moves no cursor, raises an alarm, and is not "nothing there"', async () => {
  const parts = witness();
  await parts.witness.step();
  assert.equal(parts.witness.health().healthy, true);
  const before = parts.ledger.cursors.get(1);
  parts.evm.looks = [new ReadError('insufficient', '1 of 2 sources'), new ReadError('disagree', 'two things'), new Error('malformed')];
  for (const problem of ['insufficient', 'disagree', 'malformed']) {
    await parts.witness.step();
    assert.ok(parts.witness.health().problems.some((each) => each.startsWith(`read evm: ${problem}`) || each.startsWith('read evm: insufficient')), problem);
    assert.equal(parts.witness.health().healthy, false);
    assert.deepEqual(parts.ledger.cursors.get(1), before);
  }
  await parts.witness.step();
  assert.equal(parts.witness.health().healthy, true);
});

test('a gap in the locks is a read that failed, not a shorter chain', async () => {
  const parts = witness();
  parts.evm.looks = [look({ facts: [lock(1n), lock(3n)] }), look({ facts: [lock(2n)] }), look({ facts: [lock(1n), lock(2n)] })];
  for (let i = 0; i < 2; i++) {
    await parts.witness.step();
    assert.equal(parts.ledger.lane('1-2').lastLocked, 0n);
    assert.ok(parts.alarms.has('read evm'));
  }
  await parts.witness.step();
  assert.equal(parts.ledger.lane('1-2').lastLocked, 2n);
});

test('a forged release is stopped in the step that sees it', async () => {
  const parts = witness();
  parts.evm.looks = [look({ facts: [lock(1n)] })];
  parts.solana.looks = [look({ young: [release(1n), release(2n)] })];
  parts.evm.newestLock = { last: 1n, ageSeconds: 1 };
  await parts.witness.step();
  assert.deepEqual(parts.witness.health().trips.map((trip) => trip.rule), ['release-without-lock']);
  assert.equal(parts.breaker.raisedFor.length, 1);
});

test('an honest life trips nothing', async () => {
  const parts = witness();
  parts.evm.looks = [look({ facts: [lock(1n)] }), look({ facts: [lock(2n)] }), look()];
  parts.solana.looks = [look(), look({ facts: [release(1n)], young: [release(2n)] }), look({ facts: [release(2n)] })];
  parts.evm.newestLock = { last: 2n, ageSeconds: 1 };
  for (let i = 0; i < 4; i++) await parts.witness.step();
  assert.deepEqual(parts.witness.health().trips, []);
});

test('a stale source is told of while a release waits to be judged', async () => {
  const parts = witness();
  parts.solana.looks = [look({ facts: [release(1n)] })];
  parts.evm.newestLock = { last: 0n, ageSeconds: 600 };
  await parts.witness.step();
  assert.equal(parts.alarms.count('stale'), 1);
  assert.deepEqual(parts.witness.health().trips, []);
  parts.evm.newestLock = new Error('away');
  await parts.witness.step();
  assert.equal(parts.alarms.count('stale'), 1);
});

test('a key that others can read, or that is none, is refused, and shown nowhere', () => {
  const path = join(temporaryFolder(), 'key');
  writeFileSync(path, `0x${'5a'.repeat(32)}\n`, { mode: 0o600 });
  assert.equal(readSecret(path).length, 32);
  chmodSync(path, 0o640);
  assert.throws(() => readSecret(path), BadConfiguration);
  chmodSync(path, 0o600);
  for (const bad of [`0x${'00'.repeat(32)}`, `0x${'5a'.repeat(31)}`, 'secret']) {
    writeFileSync(path, bad);
    assert.throws(() => readSecret(path), (error: unknown) => error instanceof BadConfiguration && !error.message.includes(bad));
  }
  assert.throws(() => readSecret(`${path}-missing`), BadConfiguration);
});

test('settings that cannot work are refused by name', () => {
  const folder = temporaryFolder();
  const asset = { symbol: 'USDC', id: `0x${'01'.repeat(32)}`, homeChain: 1, canonicalDecimals: 6, evmToken: `0x${'11'.repeat(20)}`, evmDecimals: 6, solanaMint: 'm', solanaDecimals: 6 };
  const facts = { bridgeId: bridge, evm: { chain: 1, evmChainId: 1, vault: deployment.evm.vault, fromBlock: 0 }, solana: { chain: 2, program: 'p' }, assets: [asset] };
  const good = { deployment: 'd.json', ledger: 'l', sentinelKey: 'k', solanaFeeKey: 'f', listen: 'http://127.0.0.1:7500', evmUrls: ['http://a', 'http://b'], solanaUrls: ['http://a', 'http://b'] };
  const load = (settings: object, deploymentFile: object = facts) => {
    writeFileSync(join(folder, 'd.json'), JSON.stringify(deploymentFile));
    writeFileSync(join(folder, 'w.json'), JSON.stringify(settings));
    return loadOptions(join(folder, 'w.json'));
  };
  assert.equal(load(good).quorum, 2);
  for (const bad of [
    { ...good, quorum: 0 }, { ...good, quorum: 3 }, { ...good, evmUrls: ['http://a', 'http://a'] }, { ...good, evmUrls: [] }, { ...good, solanaUrls: ['ftp://a', 'http://b'] },
    { ...good, listen: '7500' }, { ...good, pollMilliseconds: 1 }, { ...good, typo: 1 }, { ...good, ledger: '' },
  ]) assert.throws(() => load(bad), BadConfiguration, JSON.stringify(bad));
  for (const bad of [{ ...facts, bridgeId: `0x${'00'.repeat(32)}` }, { ...facts, assets: undefined }, { ...facts, solana: { chain: 1, program: 'p' } }, { ...facts, evm: { ...facts.evm, vault: `0x${'00'.repeat(20)}` } }])
    assert.throws(() => load(good, bad), BadConfiguration);
});

test('health and metrics answer, nothing else does', async () => {
  const parts = witness();
  await parts.witness.step();
  const server = await serve({ host: '127.0.0.1', port: 0 }, () => parts.witness.health(), parts.metrics);
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    assert.equal((await fetch(`${url}/health`)).status, 200);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    assert.match(metrics, /^bridge_witness_looks_total\{chain="evm",result="good"\} 1$/m);
    parts.alarms.raise('read evm', 'x');
    assert.equal((await fetch(`${url}/health`)).status, 503);
    assert.equal((await fetch(`${url}/health`, { method: 'POST' })).status, 405);
    assert.equal((await fetch(`${url}/other`)).status, 404);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
