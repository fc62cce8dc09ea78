import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Chain, Look, Newest, Standing } from '../src/chain.js';
import type { Deployment } from '../src/deployment.js';
import type { Fact, GovernanceFact, LockFact, Place, RefundFact, ReleaseFact, VoidFact } from '../src/ledger/facts.js';
import { Ledger } from '../src/ledger/ledger.js';
import type { Hex } from '../src/protocol/bytes.js';
import type { Log } from '../src/service/log.js';

// What the tests share: valid by default, each test changes one thing.

export const bridge: Hex = `0x${'ab'.repeat(32)}`;
export const usdc: Hex = `0x${'01'.repeat(32)}`;
export const recipient: Hex = `0x${'00'.repeat(12)}${'22'.repeat(20)}`;

export const deployment: Deployment = {
  bridge,
  evm: { chain: 1, chainId: 31_337, vault: `0x${'aa'.repeat(20)}`, fromBlock: 1n },
  solana: { chain: 2, program: '11111111111111111111111111111111' },
  assets: [{ symbol: 'USDC', id: usdc, homeChain: 1, canonicalDecimals: 6, evmToken: `0x${'11'.repeat(20)}`, evmDecimals: 6, solanaMint: 'So11111111111111111111111111111111111111112', solanaDecimals: 6 }],
};

export function leaf(sequence: bigint): Hex {
  return `0x${sequence.toString(16).padStart(64, '0')}`;
}

export function at(chain: number, height = 10n, transaction = 't', index = 0): Place {
  return { chain, height, transaction, index };
}

export function lock(sequence: bigint, changes: Partial<LockFact> = {}): LockFact {
  return { type: 'lock', lane: '1-2', sequence, leaf: leaf(sequence), kind: 1, asset: usdc, amount: 100n, recipient, at: at(1), ...changes };
}

export function release(sequence: bigint, changes: Partial<ReleaseFact> = {}): ReleaseFact {
  return { type: 'release', lane: '1-2', sequence, outcome: 'paid', kind: 1, asset: usdc, amount: 100n, recipient, leaf: leaf(sequence), at: at(2, 20n, `r${sequence}`), ...changes };
}

export function voiding(sequence: bigint, changes: Partial<VoidFact> = {}): VoidFact {
  return { type: 'void', lane: '1-2', sequence, leaf: leaf(sequence), at: at(2, 21n, `v${sequence}`), ...changes };
}

export function refund(sequence: bigint, changes: Partial<RefundFact> = {}): RefundFact {
  return { type: 'refund', lane: '1-2', sequence, leaf: leaf(sequence), paid: true, at: at(1, 22n, `f${sequence}`), ...changes };
}

export function governance(what: GovernanceFact['what'], changes: Partial<GovernanceFact> = {}): GovernanceFact {
  return { type: 'governance', what, time: 1_000n, at: at(1, 5n, 'g'), ...changes };
}

/** A folder of its own, gone when the tests are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'witness-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function ledgerFile(): string {
  return join(temporaryFolder(), 'ledger.log');
}

/** A ledger that holds facts. */
export function ledgerOf(...facts: Fact[]): Ledger {
  const ledger = Ledger.open(ledgerFile(), bridge);
  if (facts.length > 0) ledger.record(1, { height: 10n, mark: '', pages: {} }, facts);
  return ledger;
}

export function look(changes: Partial<Look> = {}): Look {
  return {
    cursor: { height: 30n, mark: '', pages: {} }, facts: [], young: [], findings: [], finalized: 30n, headAge: 1, caughtUp: true,
    holdings: { custody: [1_000n], supply: [0n] }, audit: () => [], ...changes,
  };
}

/** A chain that answers as it is told. */
export class FakeChain implements Chain {
  readonly oldestHeadSeconds = 30;
  looks: (Look | Error)[] = [];
  newestLock: Newest | Error = { last: 0n, ageSeconds: 1 };

  constructor(
    readonly number: number,
    readonly name: 'evm' | 'solana',
  ) {}

  async look(): Promise<Look> {
    const next = this.looks.shift() ?? look({ holdings: { custody: [1_000n], supply: [0n] } });
    if (next instanceof Error) throw next;
    return next;
  }

  async standing(): Promise<Standing> {
    return { levels: { everything: 0 }, headroom: { USDC: 1 } };
  }

  async newest(): Promise<Newest> {
    if (this.newestLock instanceof Error) throw this.newestLock;
    return this.newestLock;
  }
}

export const silent: Log = { info: () => {}, warning: () => {}, error: () => {} };
