import { address } from '@solana/kit';
import type { Chain, Holdings, Look, Newest, Standing } from '../chain.js';
import type { Deployment } from '../deployment.js';
import type { Cursor, Fact, RefundFact } from '../ledger/facts.js';
import { serialise } from '../ledger/journal.js';
import { bitOf, type LaneLedger, type Ledger } from '../ledger/ledger.js';
import { equal } from '../protocol/bytes.js';
import { answersOf, ReadError, type QuorumOptions } from '../quorum.js';
import { finding, type Finding } from '../rules/finding.js';
import { judgeSolanaGovernance } from '../rules/solanaGovernance.js';
import { readAsset, readAssetLevel, readEverythingLevel, readLane, readLaneLevel, readMintSupply, readTokenAmount, type AssetAccount } from './accounts.js';
import { bytesOf, ProgramAddresses, tokenProgram } from './addresses.js';
import { proposalSize, readGovernance, readProposal, type Governance, type Proposal } from './governance.js';
import { isConsumed, SolanaReader, type SolanaReading } from './solanaReading.js';
import type { SolanaSource } from './solanaSource.js';

export interface SolanaChainOptions extends QuorumOptions {
  readonly oldestHeadSeconds: number;
  readonly now: () => number;
}

interface AssetState {
  readonly account: AssetAccount;
  readonly custody: bigint;
  readonly supply: bigint;
}

/**
 * The Solana chain. Nodes answer with their newest state and know no old ones, so sources are compared in what is final: facts of slots up to the
 * lowest finalised slot among them. Locks are read from the outbox, releases from the transactions of the consumed pages, whose bits have to be
 * explained by them, voids and refunds from their records.
 */
export class SolanaChain implements Chain {
  readonly name = 'solana';
  private readonly addresses: ProgramAddresses;
  private readonly readers: Map<string, SolanaReader>;
  /** The slot in which a paid refund was first seen by all: it has none of its own. */
  private readonly refundsSeen = new Map<string, bigint>();

  constructor(
    private readonly deployment: Deployment,
    private readonly sources: readonly SolanaSource[],
    private readonly options: SolanaChainOptions,
  ) {
    this.addresses = new ProgramAddresses(address(deployment.solana.program));
    this.readers = new Map(sources.map((source) => [source.name, new SolanaReader(source, deployment, this.addresses)]));
  }

  get number(): number {
    return this.deployment.solana.chain;
  }

  get oldestHeadSeconds(): number {
    return this.options.oldestHeadSeconds;
  }

  async look(ledger: Ledger): Promise<Look> {
    const cursor = ledger.cursors.get(this.number) ?? { height: 0n, mark: '', pages: {} };
    const slots = (await answersOf(this.sources, this.options, 'the finalised slot', (source) => source.slot('finalized'))).map(({ answer }) => answer);
    const finalized = slots.reduce((a, b) => (b < a ? b : a));
    const lockedBefore = ledger.lane(this.outgoing).lastLocked;
    const readings = await answersOf(this.sources, this.options, 'the bridge program', (source) => this.reader(source).read(lockedBefore, cursor.pages, finalized));
    const states = (await answersOf(this.sources, this.options, 'the assets', (source) => this.assets(source))).map(({ answer }) => answer);
    const decided = await this.decided(ledger, finalized);
    const headAge = (await this.newest()).ageSeconds;
    const final = this.compare(readings.map(({ answer }) => this.finalOf(answer, ledger, finalized)));
    const first = readings[0]?.answer as SolanaReading;
    const young = fresh(first.facts, ledger).filter((fact) => fact.type !== 'claim' && !final.some((known) => serialiseFact(known) === serialiseFact(fact)));
    const hidden = this.hidden(ledger, readings.map(({ answer }) => answer));
    const next: Cursor = { height: finalized > cursor.height ? finalized : cursor.height, mark: '', pages: hidden === null ? first.pages : cursor.pages };
    return {
      cursor: next, facts: [...final, ...decided.facts], young, findings: [...(hidden === null ? [] : [hidden]), ...decided.findings], finalized, headAge, holdings: this.holdings(states[0] as AssetState[]),
      caughtUp: final.length < 512, audit: () => this.audit(states),
    };
  }

  async newest(): Promise<Newest> {
    const answers = await answersOf(this.sources, this.options, 'the newest lock', async (source) => {
      const { slot, accounts } = await source.accounts([await this.addresses.lane(this.deployment.evm.chain)]);
      const lane = accounts[0];
      if (lane && lane.owner !== this.addresses.program) throw new ReadError('contradiction', `Solana source ${source.name} shows the lane of another program`);
      return { last: lane ? readLane(lane.data, this.deployment.evm.chain) : 0n, time: await this.timeBefore(source, slot) };
    });
    return {
      // SECURITY: a lock that any source knows may exist: only what none has ever seen is not there.
      last: answers.reduce((most, { answer }) => (answer.last > most ? answer.last : most), 0n),
      ageSeconds: this.options.now() / 1000 - Number(answers.map(({ answer }) => answer.time).reduce((a, b) => (b < a ? b : a))),
    };
  }

  async standing(): Promise<Standing> {
    const source = this.sources[0] as SolanaSource;
    const addresses = await Promise.all([this.addresses.config(), ...this.deployment.assets.map((asset) => this.addresses.asset(asset.id))]);
    const data = (await source.accounts(addresses)).accounts.map((account, i) => {
      if (!account || account.owner !== this.addresses.program) throw new ReadError('contradiction', `account ${addresses[i]} is not the bridge program's`);
      return account.data;
    });
    const config = data[0] as Uint8Array;
    const levels: Record<string, number> = { everything: readEverythingLevel(config), lane: readLaneLevel(config, this.deployment.evm.chain) };
    const headroom: Record<string, number> = {};
    for (const [i, asset] of this.deployment.assets.entries()) {
      const state = readAsset(data[i + 1] as Uint8Array);
      levels[asset.symbol] = readAssetLevel(data[i + 1] as Uint8Array);
      const [, capacity, refill] = state.limits.map(Number) as [number, number, number];
      if (capacity > 0) headroom[asset.symbol] = Math.min(1, (Number(state.left) + Math.max(0, this.options.now() / 1000 - Number(state.changed)) * refill) / capacity);
    }
    return { levels, headroom };
  }

  private get outgoing(): string {
    return `${this.number}-${this.deployment.evm.chain}`;
  }

  private get incoming(): string {
    return `${this.deployment.evm.chain}-${this.number}`;
  }

  private reader(source: SolanaSource): SolanaReader {
    return this.readers.get(source.name) as SolanaReader;
  }

  // A slot may have no block: the nearest before it has.
  private async timeBefore(source: SolanaSource, slot: bigint): Promise<bigint> {
    for (let back = 1n; back <= 64n && back <= slot; back++) {
      try {
        const time = await source.timeOf(slot - back);
        if (time !== null) return time;
      } catch (error) {
        if (back === 64n) throw error;
      }
    }
    throw new Error(`no block time near slot ${slot}`);
  }

  private finalOf(reading: SolanaReading, ledger: Ledger, finalized: bigint): Fact[] {
    return fresh(reading.facts, ledger).filter((fact) => (fact.type === 'refund' ? this.refundIsFinal(fact, finalized) : fact.at.height <= finalized));
  }

  private refundIsFinal(fact: RefundFact, finalized: bigint): boolean {
    const name = `${fact.lane}/${fact.sequence}`;
    const seen = this.refundsSeen.get(name);
    if (seen === undefined) this.refundsSeen.set(name, fact.at.height);
    return seen !== undefined && seen <= finalized;
  }

  private compare(answers: readonly (readonly Fact[])[]): Fact[] {
    const [first, ...others] = answers;
    const expected = printed(first as Fact[]);
    for (const other of others) {
      // SECURITY: no majority vote (W2).
      if (printed(other) !== expected) throw new ReadError('disagree', 'the Solana sources show different final facts');
    }
    return [...(first as Fact[])];
  }

  /** A bit that is set and that no transaction explains, in every source. */
  private hidden(ledger: Ledger, readings: readonly SolanaReading[]): Finding | null {
    const lane = ledger.lane(this.incoming);
    const unexplained = readings.map((reading) => this.unexplained(lane, reading));
    if (unexplained.some((sequence) => sequence === null)) return null;
    // SECURITY: consumed count ≠ release count: something was paid, or burnt, that no transaction shows.
    return finding('consumed-without-release', {
      scope: 'everything', level: 5, reason: 'consumed without release', about: `${this.incoming}/${unexplained[0]}`, looks: 5,
      evidence: `sequence ${unexplained[0]} of lane ${this.incoming} is consumed and no transaction shows it`,
    });
  }

  private unexplained(lane: LaneLedger, reading: SolanaReading): bigint | null {
    const told = new Map(lane.words);
    for (const fact of reading.facts) {
      if (fact.type !== 'release' && fact.type !== 'void') continue;
      // SECURITY: what a transaction consumed is consumed, or the node shows a transaction that never was.
      if (fact.type === 'release' && !isConsumed(reading.consumed, fact.sequence) && lane.consumed.has(fact.sequence)) throw new ReadError('contradiction', `the bit of ${fact.lane}-${fact.sequence} is not set`);
      told.set(fact.sequence / 256n, (told.get(fact.sequence / 256n) ?? 0n) | bitOf(fact.sequence));
    }
    for (const page of reading.consumed) {
      for (const [i, word] of page.words.entries()) {
        const index = page.page * 32n + BigInt(i);
        const missing = word & ~(told.get(index) ?? 0n);
        if (missing !== 0n) return index * 256n + BigInt(256 - missing.toString(2).length);
      }
    }
    return null;
  }

  private async assets(source: SolanaSource): Promise<AssetState[]> {
    const named = await Promise.all(this.deployment.assets.map(async (asset) => {
      const mint = address(asset.solanaMint);
      return { asset, mint, custody: await this.addresses.custody(mint), account: await this.addresses.asset(asset.id) };
    }));
    // One question: of one state, so that counters and balances belong together.
    const { accounts } = await source.accounts(named.flatMap(({ account, custody, mint }) => [account, custody, mint]));
    return named.map(({ asset, mint, custody }, i) => {
      const [stated, kept, minted] = [accounts[3 * i], accounts[3 * i + 1], accounts[3 * i + 2]];
      if (!stated || stated.owner !== this.addresses.program) throw new ReadError('contradiction', `Solana source ${source.name}: ${asset.symbol} is not registered`);
      const account = readAsset(stated.data);
      if (account.id !== asset.id || !equal(account.mint, bytesOf(mint))) throw new ReadError('contradiction', `Solana source ${source.name}: the account of ${asset.symbol} is another asset's`);
      if (!minted || minted.owner !== tokenProgram) throw new ReadError('contradiction', `Solana source ${source.name}: the mint of ${asset.symbol} is not there`);
      if (account.mode === 'custody' && (!kept || kept.owner !== tokenProgram || !equal(account.custody, bytesOf(custody)))) throw new ReadError('contradiction', `Solana source ${source.name}: the custody of ${asset.symbol} is not there`);
      return { account, custody: account.mode === 'custody' && kept ? readTokenAmount(kept.data) : 0n, supply: readMintSupply(minted.data) };
    });
  }

  /** What people have decided, where it is another picture than the last one that was kept, and what of that nobody announced. */
  private async decided(ledger: Ledger, finalized: bigint): Promise<{ facts: Fact[]; findings: Finding[] }> {
    const answers = await answersOf(this.sources, this.options, 'what was decided', async (source) => {
      // Proposals first: a change in between then has no proposal yet, is looked at again, and is not taken for one whose proposal was known before.
      const { accounts } = await source.programAccounts(this.addresses.program, 'proposal', proposalSize);
      const proposals: Proposal[] = accounts.map(({ data }) => readProposal(data));
      const addresses = await Promise.all([this.addresses.config(), ...this.deployment.assets.map((asset) => this.addresses.asset(asset.id))]);
      const [config, ...assets] = (await source.accounts(addresses)).accounts.map((account, i) => {
        if (!account || account.owner !== this.addresses.program) throw new ReadError('contradiction', `Solana source ${source.name}: account ${addresses[i]} is not the bridge program's`);
        return account.data;
      });
      return { proposals, now: readGovernance(config as Uint8Array, assets.map((data) => ({ account: readAsset(data), level: readAssetLevel(data) })), proposals) };
    });
    const first = answers[0]?.answer as { proposals: Proposal[]; now: Governance };
    const printedNow = JSON.stringify(first.now);
    // States of different moments, or of different nodes: looked at again next time.
    if (answers.some(({ answer }) => JSON.stringify(answer.now) !== printedNow)) return { facts: [], findings: [] };
    const before = ledger.seen.get(this.number);
    if (before === printedNow) return { facts: [], findings: [] };
    const time = BigInt(Math.floor(this.options.now() / 1000));
    const findings = before === undefined ? [] : judgeSolanaGovernance(this.number, JSON.parse(before) as Governance, first.now, first.proposals, time);
    // Only what is explained becomes what later pictures are compared with.
    if (findings.length > 0) return { facts: [], findings };
    return { facts: [{ type: 'governance', what: { step: 'seen', state: printedNow }, time, at: { chain: this.number, height: finalized, transaction: 'state', index: 0 } }], findings };
  }

  private holdings(states: readonly AssetState[]): Holdings {
    return { custody: states.map((state) => state.custody), supply: states.map((state) => state.supply) };
  }

  private audit(states: readonly (readonly AssetState[])[]): Finding[] {
    return this.deployment.assets.flatMap((asset, i) => {
      const own = states.map((state) => state[i] as AssetState);
      const evidence = (what: string) => ({ scope: asset.id, level: 4, about: `${this.number}/${asset.id}`, evidence: `${what} of ${asset.symbol} on Solana` }) as const;
      // SECURITY: vault balance < liabilities (W5), by the program's own counters of the same state.
      if (asset.homeChain === this.number && own.every(({ account, custody }) => custody < modulo(account.locks - account.releases + account.claims) * account.unit))
        return [finding('custody-short', { ...evidence('the custody account holds less than locks, less releases, and claims'), reason: 'custody below liabilities' })];
      // SECURITY: nothing is minted but by releases (W5).
      if (asset.homeChain !== this.number && own.every(({ account, supply }) => supply > modulo(account.releases - account.claims - account.locks) * account.unit))
        return [finding('supply-unbacked', { ...evidence('there is more than releases less locks'), reason: 'supply above releases' })];
      return [];
    });
  }
}

// The program's sums wrap at 2^64; a difference below zero is not possible there and reads as a very large debt, never as none.
function modulo(difference: bigint): bigint {
  return BigInt.asUintN(64, difference);
}

function serialiseFact(fact: Fact): string {
  return serialise({ entry: 'read', chain: 0, cursor: { height: 0n, mark: '', pages: {} }, facts: [fact] });
}

// What may differ between two honest nodes: in which state a refund was seen.
function printed(facts: readonly Fact[]): string {
  return facts.map((fact) => serialiseFact(fact.type === 'refund' ? { ...fact, at: { ...fact.at, height: 0n } } : fact)).sort().join('\n');
}

/** Without what the ledger has already: records are shown for ever, and a node may repeat its history. */
function fresh(facts: readonly Fact[], ledger: Ledger): Fact[] {
  return facts.filter((fact) => {
    if (fact.type === 'claim' || fact.type === 'governance') return true;
    const lane = ledger.lane(fact.lane);
    const known = lane.consumed.get(fact.sequence);
    if (fact.type === 'void') return !(known?.how === 'voided' && known.fact.type === 'void' && known.fact.leaf === fact.leaf);
    if (fact.type === 'refund') return lane.refunded.get(fact.sequence)?.leaf !== fact.leaf;
    if (fact.type === 'release') return !(lane.told.has(`${fact.at.transaction}/${fact.at.index}/${fact.sequence}`));
    return true;
  });
}
