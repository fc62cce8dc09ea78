import type { Chain, Look, Newest, Standing } from '../chain.js';
import type { Deployment } from '../deployment.js';
import type { Cursor, Fact } from '../ledger/facts.js';
import { serialise } from '../ledger/journal.js';
import { bitOf, type Ledger } from '../ledger/ledger.js';
import { agreed, answersOf, ReadError, type QuorumOptions } from '../quorum.js';
import { auditEvm } from '../rules/evmAudit.js';
import { finding, type Finding } from '../rules/finding.js';
import { factsOf } from './events.js';
import type { EvmSource, EvmState, Head } from './evmSource.js';

export interface EvmChainOptions extends QuorumOptions {
  readonly blocksPerLook: bigint;
  readonly oldestHeadSeconds: number;
  readonly now: () => number;
}

/**
 * The EVM chain. A look asks every source for the finalised head, takes the lowest, and reads logs and state up to exactly that block, so that honest
 * sources give the same bytes. What the logs say has to be what the vault's own state says at that block: a node that hides a log is found out, and
 * nothing is taken in. The block of the last look has to have kept its hash: a finalised block that changes is no failed read, it is a signal.
 */
export class EvmChain implements Chain {
  readonly name = 'evm';

  constructor(
    private readonly deployment: Deployment,
    private readonly sources: readonly EvmSource[],
    private readonly options: EvmChainOptions,
  ) {}

  get number(): number {
    return this.deployment.evm.chain;
  }

  get oldestHeadSeconds(): number {
    return this.options.oldestHeadSeconds;
  }

  async look(ledger: Ledger): Promise<Look> {
    const cursor = ledger.cursors.get(this.number) ?? { height: this.deployment.evm.fromBlock - 1n, mark: '', pages: {} };
    const finalized = lowest(await answersOf(this.sources, this.options, 'the finalised block', (source) => source.head('finalized')));
    const newest = lowest(await answersOf(this.sources, this.options, 'the newest block', (source) => source.head('latest')));
    const now = await this.state(newest.height, []);
    const look = { finalized: finalized.height, headAge: this.age(newest.time), holdings: { custody: now.balances, supply: now.supplies }, audit: () => [] };
    const changed = await this.changedPast(cursor);
    if (changed !== null) return { ...look, cursor, facts: [], young: [], findings: [changed], caughtUp: false };
    // A source behind the cursor is behind, not wrong; what it could say is known.
    const to = [finalized.height, cursor.height + this.options.blocksPerLook].reduce((a, b) => (b < a ? b : a));
    if (to <= cursor.height) return { ...look, cursor, facts: [], young: await this.young(cursor.height, newest.height), findings: [], caughtUp: true };

    const block = await agreed(this.sources, this.options, `block ${to}`, (source) => source.blockAt(to), (head) => head.hash);
    const facts = await this.read(cursor.height + 1n, to);
    const words = wordsOf(ledger, this.incoming, facts);
    const state = await this.state(to, [...words.keys()]);
    const caughtUp = to === finalized.height;
    const young = caughtUp ? await this.young(to, newest.height) : [];
    const hidden = this.hidden(ledger, facts, [...words.values()], state, to);
    if (hidden !== null) return { ...look, cursor, facts: [], young: [...facts, ...young], findings: [hidden], caughtUp: false };
    return { ...look, cursor: { height: to, mark: block.hash, pages: {} }, facts, young, findings: [], caughtUp, audit: (after) => auditEvm(after, state, to, this.deployment) };
  }

  async newest(): Promise<Newest> {
    const answers = await answersOf(this.sources, this.options, 'the newest lock', (source) => source.newest());
    // SECURITY: a lock that any source knows may exist: only what none has ever seen is not there.
    const last = answers.reduce((most, { answer }) => (answer.last > most ? answer.last : most), 0n);
    const oldest = answers.map(({ answer }) => answer.time).reduce((a, b) => (b < a ? b : a));
    return { last, ageSeconds: this.age(oldest) };
  }

  standing(): Promise<Standing> {
    return (this.sources[0] as EvmSource).standing();
  }

  private get incoming(): string {
    return `${this.deployment.solana.chain}-${this.number}`;
  }

  private read(from: bigint, to: bigint): Promise<Fact[]> {
    return agreed(
      this.sources, this.options, `logs of blocks ${from} to ${to}`,
      async (source) => factsOf(await source.logs(from, to), this.deployment),
      (facts) => serialise({ entry: 'read', chain: 0, cursor: { height: 0n, mark: '', pages: {} }, facts }),
    );
  }

  private state(at: bigint, words: readonly bigint[]): Promise<EvmState> {
    return agreed(this.sources, this.options, `the vault's state at block ${at}`, (source) => source.state(at, words), (state) => JSON.stringify(state, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)));
  }

  // Sources may stand on different forks of the newest blocks. Then there is nothing to see early; the final blocks are looked at all the same.
  private async young(from: bigint, newest: bigint): Promise<Fact[]> {
    if (newest <= from) return [];
    try {
      return await this.read(from + 1n, newest);
    } catch (error) {
      if (error instanceof ReadError && error.failure === 'disagree') return [];
      throw error;
    }
  }

  /** The hash at the cursor, if it is another one now. */
  private async changedPast(cursor: Cursor): Promise<Finding | null> {
    if (cursor.mark === '') return null;
    const now = await agreed(this.sources, this.options, `block ${cursor.height}`, (source) => source.blockAt(cursor.height), (head) => head.hash);
    if (now.hash === cursor.mark) return null;
    // SECURITY: two finalised hashes at one height (W3): everything that was read may be untrue.
    return finding('finality-violated', {
      scope: 'everything', level: 5, reason: 'final block changed', about: `${this.number}/${cursor.height}/${now.hash}`,
      evidence: `EVM block ${cursor.height} was final as ${cursor.mark} and is ${now.hash} now`,
    });
  }

  /** What the state at a block shows and the logs up to it do not, or the other way round. */
  private hidden(ledger: Ledger, facts: readonly Fact[], expected: readonly bigint[], state: EvmState, to: bigint): Finding | null {
    const locks = ledger.lane(`${this.number}-${this.deployment.solana.chain}`).lastLocked + BigInt(facts.filter((fact) => fact.type === 'lock').length);
    // SECURITY: a lock that a node hides would make its release look forged; one that it makes up would cover a forged one (W2).
    if (state.lastSequence !== locks) throw new ReadError('contradiction', `the vault counts ${state.lastSequence} locks at block ${to} and the logs show ${locks}`);
    if (expected.every((word, i) => word === state.words[i])) return null;
    const evidence = `consumed sequences of the vault at block ${to} are not those of its events`;
    // One node that says two things is a broken node. If several say the same two things, it is the chain.
    if (this.options.quorum < 2) throw new ReadError('contradiction', evidence);
    // SECURITY: consumed count ≠ release count: something was paid, or burnt, that no event shows.
    return finding('consumed-without-release', { scope: 'everything', level: 5, reason: 'consumed without release', about: `${this.number}/${to / 10_000n}`, evidence, looks: 3 });
  }

  private age(time: bigint): number {
    return this.options.now() / 1000 - Number(time);
  }
}

/** The words of the bitmap that can still change, each as it should be after the facts. Full words cannot, and are not read again. */
function wordsOf(ledger: Ledger, lane: string, facts: readonly Fact[]): Map<bigint, bigint> {
  const full = (1n << 256n) - 1n;
  const words = new Map([...ledger.lane(lane).words].filter(([, word]) => word !== full));
  let next = 0n;
  for (const index of ledger.lane(lane).words.keys()) if (index >= next) next = index + 1n;
  for (const fact of facts) {
    if (fact.type !== 'release' && fact.type !== 'void') continue;
    const index = fact.sequence / 256n;
    words.set(index, (words.get(index) ?? ledger.lane(lane).words.get(index) ?? 0n) | bitOf(fact.sequence));
    if (index >= next) next = index + 1n;
  }
  if (!words.has(next)) words.set(next, 0n);
  return words;
}

function lowest(heads: readonly { readonly answer: Head }[]): Head {
  const [first, ...others] = heads.map((head) => head.answer);
  if (first === undefined) throw new ReadError('insufficient', 'no source answered');
  return others.reduce((least, head) => (head.height < least.height ? head : least), first);
}
