import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fact, GovernanceFact } from '../src/ledger/facts.js';
import { judgeBacking } from '../src/rules/backing.js';
import { auditEvm } from '../src/rules/evmAudit.js';
import { judgeGovernance } from '../src/rules/governance.js';
import { judgeReleases, judgeSums } from '../src/rules/releases.js';
import { judgeSolanaGovernance } from '../src/rules/solanaGovernance.js';
import type { Governance, Proposal } from '../src/solana/governance.js';
import { bigEndian, fromHex } from '../src/protocol/bytes.js';
import type { Look, Newest } from '../src/chain.js';
import { at, deployment, FakeChain, governance, ledgerOf, lock, look, refund, release, usdc, voiding } from './bench.js';

async function judged(known: Fact[], looks: { evm?: Partial<Look>; solana?: Partial<Look> } = {}, newest: Newest | Error = { last: 0n, ageSeconds: 1 }) {
  const [evm, solana] = [new FakeChain(1, 'evm'), new FakeChain(2, 'solana')];
  evm.newestLock = newest;
  const ledger = ledgerOf(...known);
  try {
    return await judgeReleases(ledger, new Map([[1, look(looks.evm)], [2, look(looks.solana)]]), new Map([[1, evm], [2, solana]]));
  } finally {
    ledger.close();
  }
}

const rules = (found: { readonly findings: readonly { readonly rule: string }[] }) => found.findings.map((each) => each.rule);

test('Museum_M73 a release of what was never locked is forged, whoever signed it', async () => {
  assert.deepEqual(rules(await judged([lock(1n), release(1n), release(2n)], {}, { last: 1n, ageSeconds: 1 })), ['release-without-lock']);
});

test('a forged release is seen before it is final', async () => {
  assert.deepEqual(rules(await judged([lock(1n)], { solana: { young: [release(2n)] } }, { last: 1n, ageSeconds: 1 })), ['release-without-lock']);
});

test('a void of what was never locked is forged as well', async () => {
  assert.deepEqual(rules(await judged([voiding(9n)], {}, { last: 1n, ageSeconds: 1 })), ['release-without-lock']);
});

test('a lock that the witness has not read yet is waited for', async () => {
  assert.deepEqual(rules(await judged([release(1n)], {}, { last: 1n, ageSeconds: 1 })), []);
});

test('a node that is behind proves nothing, and people are told', async () => {
  const found = await judged([release(1n)], {}, { last: 0n, ageSeconds: 31 });
  assert.deepEqual(rules(found), []);
  assert.deepEqual(found.unanswered.map((each) => each.chain), ['evm']);
});

test('a source that cannot be asked is an error, never "no such lock"', async () => {
  await assert.rejects(judged([release(1n)], {}, new Error('away')), /away/);
});

test('a release is compared with a lock that is not final yet', async () => {
  assert.deepEqual(rules(await judged([release(1n)], { evm: { young: [lock(1n)] } })), []);
  assert.deepEqual([...new Set(rules(await judged([release(1n, { amount: 1_000_000n })], { evm: { young: [lock(1n)] } })))], ['release-differs']);
  assert.deepEqual(rules(await judged([], { evm: { young: [lock(1n)] }, solana: { young: [release(1n, { amount: 1_000_000n })] } })), ['release-differs']);
});

test('a release from a chain that the bridge does not know is forged', async () => {
  assert.deepEqual(rules(await judged([release(1n, { lane: '7-2' })])), ['release-without-lock']);
});

test('a second release that is not final yet trips too', async () => {
  assert.deepEqual(rules(await judged([lock(1n), release(1n)], { solana: { young: [release(1n, { at: at(2, 40n, 'other') })] } })), ['consumed-twice']);
});

test('sums: a refund needs its void, and a lane never releases more than was locked', () => {
  const sums = (known: Fact[], young: Fact[] = []) => {
    const ledger = ledgerOf(...known);
    try {
      return judgeSums(ledger, new Map([[2, look({ young })]])).map((each) => [each.rule, each.looks]);
    } finally {
      ledger.close();
    }
  };
  assert.deepEqual(sums([lock(1n), voiding(1n), refund(1n)]), []);
  assert.deepEqual(sums([lock(1n), refund(1n)], [voiding(1n)]), []);
  assert.deepEqual(sums([lock(1n), refund(1n)]), [['refund-without-void', 5]]);
  assert.deepEqual(sums([lock(1n), refund(1n), voiding(1n)]), []);
  assert.deepEqual(sums([lock(1n), release(1n)]), []);
  assert.deepEqual(sums([lock(1n), release(1n, { amount: 101n })]), [['lane-overdrawn', 1]]);
  assert.deepEqual(sums([lock(1n), release(1n, { outcome: 'held' }), release(1n)]), []);
  assert.deepEqual(sums([lock(1n), release(1n, { outcome: 'held' }), voiding(1n), lock(2n), release(2n)]), []);
});

test('custody is at least what is owed, supply at most what was released', () => {
  const audit = (known: Fact[], balance: bigint) => {
    const ledger = ledgerOf(...known);
    try {
      return auditEvm(ledger, { lastSequence: 0n, words: [], balances: [balance], supplies: [balance] }, 9n, deployment).map((each) => [each.rule, each.scope]);
    } finally {
      ledger.close();
    }
  };
  assert.deepEqual(audit([lock(1n)], 100n), []);
  assert.deepEqual(audit([lock(1n)], 99n), [['custody-short', usdc]]);
  const paidOut = release(1n, { lane: '2-1', at: at(1), amount: 40n });
  assert.deepEqual(audit([lock(1n), paidOut], 60n), []);
  assert.deepEqual(audit([lock(1n), paidOut], 59n), [['custody-short', usdc]]);
  // Credited and not claimed: still owed.
  assert.deepEqual(audit([lock(1n), { ...paidOut, outcome: 'claimable' }], 60n), [['custody-short', usdc]]);
  assert.deepEqual(audit([lock(1n), { ...paidOut, outcome: 'claimable' }, { type: 'claim', asset: usdc, local: 40n, at: at(1) }], 60n), []);
  // Credited to a margin account and not fetched: still here, still owed.
  assert.deepEqual(audit([lock(1n), { ...paidOut, kind: 2 }], 60n), [['custody-short', usdc]]);
  assert.deepEqual(audit([lock(1n), { ...paidOut, kind: 2 }, { type: 'claim', asset: usdc, local: 40n, at: at(1) }], 60n), []);
  assert.deepEqual(audit([lock(1n), refund(1n)], 0n), []);
});

test('wrapped supply is at most custody, and has to be above it three times', () => {
  const backing = (supply: bigint, custody: bigint) => judgeBacking(deployment, 'solana', { custody: [0n], supply: [supply] }, { custody: [custody], supply: [0n] }).map((each) => [each.rule, each.looks]);
  assert.deepEqual(backing(100n, 100n), []);
  assert.deepEqual(backing(101n, 100n), [['supply-above-custody', 3]]);
  assert.deepEqual(judgeBacking(deployment, 'evm', { custody: [0n], supply: [101n] }, { custody: [100n], supply: [0n] }), []);
});

const digest = `0x${'0d'.repeat(32)}` as const;
const key = `0x02${'0e'.repeat(32)}` as const;
const sealed = governance({ step: 'sealed' }, { at: at(1, 1n, 'seal') });
const limits = (...values: bigint[]): GovernanceFact => governance({ step: 'changed', what: 'limits', asset: usdc, limits: values });
const scheduled = governance({ step: 'scheduled', digest, readyAt: 900n }, { at: at(1, 2n, 's') });
const executed = governance({ step: 'executed', digest, readyAt: 0n });

function governed(known: GovernanceFact[], facts: GovernanceFact[]): number {
  const ledger = ledgerOf(...known);
  try {
    return judgeGovernance(ledger, facts).length;
  } finally {
    ledger.close();
  }
}

test('key, role, limit, level, lane or listing changes only by an executed proposal', () => {
  for (const change of [limits(9n, 9n, 9n, 9n), ...(['role', 'asset', 'lane', 'margin'] as const).map((what) => governance({ step: 'changed', what })), governance({ step: 'changed', what: 'level', from: 5, to: 0 })]) {
    assert.equal(governed([sealed, scheduled], [executed, change]), 0);
    assert.equal(governed([sealed, scheduled], [change]), 1);
    assert.equal(governed([sealed, scheduled], [executed, { ...change, at: at(1, 5n, 'another transaction') }]), 1);
    assert.equal(governed([], [change]), 0, 'before the bridge is sealed the governor sets it up');
  }
});

test('a proposal is executed after its time, and once', () => {
  assert.equal(governed([sealed], [executed]), 1);
  assert.equal(governed([sealed, { ...scheduled, what: { step: 'scheduled', digest, readyAt: 1_001n } }], [executed]), 1);
  assert.equal(governed([sealed, scheduled, { ...executed, what: { step: 'vetoed', digest, readyAt: 0n } }], [executed]), 1);
  assert.equal(governed([sealed, scheduled, { ...executed, at: at(1, 4n, 'first') }], [executed]), 1);
});

test('one person only tightens', () => {
  const raise = governance({ step: 'used', action: 1, digest });
  const lower = governance({ step: 'used', action: 3, digest });
  assert.equal(governed([sealed], [raise, governance({ step: 'changed', what: 'level', from: 0, to: 5 })]), 0);
  assert.equal(governed([sealed], [raise, governance({ step: 'changed', what: 'level', from: 5, to: 0 })]), 1);
  assert.equal(governed([limits(9n, 9n, 9n, 9n), sealed], [lower, limits(9n, 8n, 9n, 9n)]), 0);
  assert.equal(governed([limits(9n, 9n, 9n, 9n), sealed], [lower, limits(9n, 8n, 10n, 9n)]), 1);
  assert.equal(governed([sealed], [lower, limits(9n, 8n, 9n, 9n)]), 1);
});

test('a key is put in force as it was announced, after its delay', () => {
  const announced = governance({ step: 'rotation-scheduled', epoch: 2, key, readyAt: 900n }, { at: at(1, 2n, 'a') });
  const rotated = governance({ step: 'rotated', epoch: 2, key });
  assert.equal(governed([announced], [rotated]), 0);
  assert.equal(governed([], [rotated]), 1);
  assert.equal(governed([{ ...announced, what: { step: 'rotation-scheduled', epoch: 2, key, readyAt: 1_001n } }], [rotated]), 1);
  assert.equal(governed([announced], [governance({ step: 'rotated', epoch: 2, key: `0x03${'0e'.repeat(32)}` })]), 1);
  assert.equal(governed([], [governance({ step: 'rotated', epoch: 1, key })]), 0);
});

const officer = `0x${'0a'.repeat(20)}`;
const decided: Governance = {
  sealed: true, epoch: 1, key, fixed: '0x01', levels: { everything: 0, 'lane 1': 0, [usdc]: 3 }, roles: { [officer]: 1 }, limits: { [usdc]: ['5', '9', '1', '4'] }, executed: [],
};

function proposal(action: number, state: number, ...words: (bigint | Uint8Array)[]): Proposal {
  const data = new Uint8Array(256);
  words.forEach((word, i) => data.set(typeof word === 'bigint' ? bigEndian(word, 32) : word, action === 0 ? 0 : 32 * i));
  return { digest: `0x${action.toString(16).padStart(64, '0')}`, readyAt: 900n, state, action, words: data };
}

test('on Solana too, what loosens is what a proposal said that was carried out in between', () => {
  const changed = (now: Partial<Governance>, ...proposals: Proposal[]) => judgeSolanaGovernance(2, decided, { ...decided, ...now }, proposals, 1_000n).length;
  const cases: [Partial<Governance>, Proposal][] = [
    [{ levels: { ...decided.levels, [usdc]: 0 } }, proposal(2, 3, 2n, 3n, BigInt(usdc), 0n)],
    [{ limits: { [usdc]: ['6', '9', '1', '4'] } }, proposal(4, 3, 2n, BigInt(usdc), 6n, 9n, 1n, 4n)],
    [{ levels: { ...decided.levels, 'lane 7': 0 } }, proposal(6, 3, 2n, 7n, 1n)],
    [{ roles: { [officer]: 1, [`0x${'0b'.repeat(20)}`]: 2 } }, proposal(7, 3, 2n, BigInt(`0x${'0b'.repeat(20)}`), 2n)],
    [{ roles: {} }, proposal(8, 3, 2n, BigInt(officer), 1n)],
  ];
  for (const [now, proof] of cases) {
    assert.equal(changed(now, proof), 0);
    assert.equal(changed(now), 1, 'nothing was proposed');
    assert.equal(changed(now, { ...proof, state: 1 }), 1, 'not carried out');
    assert.equal(changed(now, { ...proof, action: 11 }), 1, 'another paper');
    assert.equal(judgeSolanaGovernance(2, { ...decided, executed: [proof.digest] }, { ...decided, ...now }, [proof], 1_000n).length, 1, 'carried out before');
    assert.equal(judgeSolanaGovernance(2, { ...decided, sealed: false }, { ...decided, ...now }, [], 1_000n).length, 0);
  }
  assert.equal(changed({ limits: { [usdc]: ['6', '9', '1', '4'] } }, proposal(4, 3, 2n, BigInt(usdc), 5n, 9n, 1n, 4n)), 1, 'above what was proposed');
  assert.equal(changed({ fixed: '0x02' }), 1);
  assert.equal(changed({ levels: { everything: 5, 'lane 1': 4, [usdc]: 5 }, limits: { [usdc]: ['4', '9', '1', '0'] } }), 0, 'tightening needs nobody else');
});

test('on Solana too, a key is put in force as it was announced, after its delay', () => {
  const next = `0x03${'0f'.repeat(32)}` as const;
  const rotated = (announced: Proposal | null) => judgeSolanaGovernance(2, decided, { ...decided, epoch: 2, key: next }, announced === null ? [] : [announced], 1_000n).length;
  const good = proposal(0, 1, Uint8Array.of(...bigEndian(2n, 4), ...fromHex(next)));
  assert.equal(rotated(good), 0);
  assert.equal(rotated(null), 1);
  assert.equal(rotated({ ...good, readyAt: 1_001n }), 1);
  assert.equal(rotated({ ...good, state: 2 }), 1);
  assert.equal(rotated(proposal(0, 1, Uint8Array.of(...bigEndian(2n, 4), ...fromHex(key)))), 1);
  assert.equal(rotated(proposal(0, 1, Uint8Array.of(...bigEndian(3n, 4), ...fromHex(next)))), 1);
});
