import type { Address } from '@solana/kit';
import type { Deployment } from '../deployment.js';
import type { Fact, RefundFact, ReleaseFact, VoidFact } from '../ledger/facts.js';
import type { ProgramAddresses } from './addresses.js';
import { MalformedBytes, slice } from '../protocol/bytes.js';
import { decodeTransfer, laneOf, leafOf, transferSize } from '../protocol/transfer.js';
import { ReadError } from '../quorum.js';
import { consumedBits, locksPerPage, readConsumed, readLane, readOutbox, readWayBack, type ConsumedPage, type OutboxRecord } from './accounts.js';
import type { Account, SolanaSource } from './solanaSource.js';

// Instructions that consume an attested transfer, by what becomes of it; their data begins alike.
const outcomes: Readonly<Record<number, ReleaseFact['outcome']>> = { 8: 'paid', 14: 'held', 19: 'claimable' };
const releaseTransferOffset = 115;
const pagesPerStep = 16n;

/** Everything that one node shows of the bridge beyond a cursor. */
export interface SolanaReading {
  readonly facts: readonly Fact[];
  /** Newest transaction of each consumed page whose facts are final with all before it. */
  readonly pages: Readonly<Record<string, string>>;
  readonly consumed: readonly ConsumedPage[];
  readonly lastLocked: bigint;
}

/** Reads one node's view. What it has read of old transactions it keeps, since they cannot change. */
export class SolanaReader {
  private readonly seen = new Map<string, { slot: bigint; facts: Fact[] }>();

  constructor(
    private readonly source: SolanaSource,
    private readonly deployment: Deployment,
    private readonly addresses: ProgramAddresses,
  ) {}

  /** `finalized` was asked for before: a state that is read now has everything up to that slot, for good. */
  async read(lockedBefore: bigint, pagesBefore: Readonly<Record<string, string>>, finalized: bigint): Promise<SolanaReading> {
    // Bits first, then the transactions that set them.
    const pages = await this.consumedPages();
    const voids = await this.wayBack('void');
    const refunds = await this.wayBack('refund');
    const { locks, last } = await this.locks(lockedBefore);
    const facts: Fact[] = locks.map(({ transfer, leaf, slot }) => ({
      type: 'lock', lane: laneOf(transfer), sequence: transfer.sequence, leaf, kind: transfer.kind, asset: transfer.asset, amount: transfer.amount, recipient: transfer.recipient,
      at: { chain: this.own, height: slot, transaction: 'outbox', index: 0 },
    }));
    const cursors: Record<string, string> = { ...pagesBefore };
    for (const page of pages) {
      if (page.source !== this.other) continue;
      const name = `${page.source}/${page.page}`;
      const { found, cursor } = await this.releases(await this.addresses.consumed(page.source, page.page), pagesBefore[name], finalized);
      facts.push(...found);
      if (cursor !== undefined) cursors[name] = cursor;
    }
    facts.push(...voids, ...refunds);
    return { facts, pages: cursors, consumed: pages.filter((page) => page.source === this.other), lastLocked: last };
  }

  private get own(): number {
    return this.deployment.solana.chain;
  }

  private get other(): number {
    return this.deployment.evm.chain;
  }

  private async locks(after: bigint): Promise<{ locks: OutboxRecord[]; last: bigint }> {
    const lane = { bridge: this.deployment.bridge, source: this.own, destination: this.other };
    const first = after / BigInt(locksPerPage);
    const numbers = Array.from({ length: Number(pagesPerStep) }, (_, i) => first + BigInt(i));
    // The lane and its pages in one question, so that they are of one state.
    const { accounts } = await this.source.accounts([await this.addresses.lane(this.other), ...(await Promise.all(numbers.map((page) => this.addresses.outbox(this.other, page))))]);
    const last = accounts[0] ? readLane(this.owned(accounts[0]), this.other) : 0n;
    const locks = numbers.flatMap((page, i) => {
      const account = accounts[i + 1];
      const records = account ? readOutbox(this.owned(account), lane, page) : [];
      const expected = [last - page * 32n, 32n].reduce((a, b) => (b < a ? b : a));
      // SECURITY: the page holds exactly the locks that the lane has counted: a node that hides one, or makes one up, is found out (W2).
      if (BigInt(records.length) !== (expected < 0n ? 0n : expected)) throw new ReadError('contradiction', `Solana source ${this.source.name}: outbox page ${page} holds ${records.length} locks and the lane counts ${last}`);
      return records;
    });
    return { locks: locks.filter((record) => record.transfer.sequence > after), last };
  }

  private async consumedPages(): Promise<ConsumedPage[]> {
    const { accounts } = await this.source.programAccounts(this.addresses.program, 'consumed', 1_048);
    return Promise.all(accounts.map(async ({ address, data }) => {
      const page = readConsumed(data);
      await this.inPlace(address, this.addresses.consumed(page.source, page.page));
      return page;
    }));
  }

  private async releases(page: Address, until: string | undefined, finalized: bigint): Promise<{ found: ReleaseFact[]; cursor: string | undefined }> {
    const found: ReleaseFact[] = [];
    let cursor = until;
    let whole = true;
    for (const entry of await this.source.history(page, until)) {
      // SECURITY: a failed transaction changed nothing, and nodes list it all the same.
      const facts = entry.failed ? [] : await this.releasesOf(entry.signature);
      found.push(...facts);
      whole &&= entry.slot <= finalized;
      if (whole) cursor = entry.signature;
    }
    return { found, cursor };
  }

  private async releasesOf(transaction: string): Promise<ReleaseFact[]> {
    const known = this.seen.get(transaction);
    if (known !== undefined) return known.facts as ReleaseFact[];
    const { slot, instructions } = await this.source.transaction(transaction, this.addresses.program);
    const facts = instructions.flatMap((data, index) => {
      const outcome = outcomes[data[0] ?? 0];
      return outcome === undefined ? [] : [this.release(data, outcome, { chain: this.own, height: slot, transaction, index })];
    });
    if (this.seen.size > 20_000) this.seen.clear();
    this.seen.set(transaction, { slot, facts });
    return facts;
  }

  private release(data: Uint8Array, outcome: ReleaseFact['outcome'], at: ReleaseFact['at']): ReleaseFact {
    const transfer = decodeTransfer(slice(data, releaseTransferOffset, transferSize));
    // SECURITY: the program pays only transfers of this deployment to this chain; one that it seems to have paid otherwise means that the node lies.
    if (transfer.bridge !== this.deployment.bridge || transfer.destination !== this.own) throw new MalformedBytes(`transaction ${at.transaction} releases what does not lead here`);
    return {
      type: 'release', lane: laneOf(transfer), sequence: transfer.sequence, outcome, kind: transfer.kind, asset: transfer.asset, amount: transfer.amount,
      recipient: transfer.recipient, leaf: leafOf(transfer), at,
    };
  }

  private async wayBack(kind: 'void' | 'refund'): Promise<(VoidFact | RefundFact)[]> {
    const { slot, accounts } = await this.source.programAccounts(this.addresses.program, kind, 64);
    const facts: (VoidFact | RefundFact)[] = [];
    for (const { address, data } of accounts) {
      const record = readWayBack(data, kind);
      await this.inPlace(address, this.addresses.record(kind, record.other, record.sequence));
      const at = { chain: this.own, height: record.slot, transaction: 'record', index: 0 };
      if (kind === 'void') facts.push({ type: 'void', lane: `${record.other}-${this.own}`, sequence: record.sequence, leaf: record.leaf, at });
      // That it was paid has no slot of its own: it is as old as the state that shows it, at most.
      else if (record.paid) facts.push({ type: 'refund', lane: `${this.own}-${record.other}`, sequence: record.sequence, leaf: record.leaf, paid: true, at: { ...at, height: slot } });
    }
    return facts;
  }

  private owned(account: Account): Uint8Array {
    // SECURITY: only the bridge program can have written an account that it owns: identical bytes of a foreign program are refused (M02).
    if (account.owner !== this.addresses.program) throw new ReadError('contradiction', `Solana source ${this.source.name} shows an account of another program in a place of the bridge's`);
    return account.data;
  }

  private async inPlace(at: Address, expected: Promise<Address>): Promise<void> {
    // SECURITY: a record counts only at the address that is derived for it (M02).
    if (at !== (await expected)) throw new ReadError('contradiction', `Solana source ${this.source.name} shows a record at ${at}, which is not its place`);
  }
}

/** The bit of a sequence in its page's words. */
export function isConsumed(pages: readonly ConsumedPage[], sequence: bigint): boolean {
  const word = pages.find((page) => page.page === sequence / consumedBits)?.words[Number((sequence % consumedBits) / 256n)] ?? 0n;
  return ((word >> (255n - (sequence % 256n))) & 1n) === 1n;
}

