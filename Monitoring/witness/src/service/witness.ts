import type { BreakerDesk } from '../breaker/desk.js';
import type { Breaker } from '../breaker/breaker.js';
import type { Chain, Look } from '../chain.js';
import type { Deployment } from '../deployment.js';
import type { GovernanceFact } from '../ledger/facts.js';
import type { Ledger } from '../ledger/ledger.js';
import { firstLine, ReadError } from '../quorum.js';
import { judgeBacking } from '../rules/backing.js';
import { unitOf } from '../rules/evmAudit.js';
import type { Finding } from '../rules/finding.js';
import { judgeGovernance } from '../rules/governance.js';
import { judgeReleases, judgeSums } from '../rules/releases.js';
import type { Alarms } from './alarms.js';
import type { Log } from './log.js';
import type { Metrics } from './metrics.js';
import type { HealthReport } from './server.js';

const heightsBetweenWrites = 5_000n;
const stepsBetweenRoles = 60;
const stepsBetweenStandings = 5;

export interface WitnessParts {
  readonly deployment: Deployment;
  readonly ledger: Ledger;
  readonly solana: Chain;
  readonly evm: Chain;
  readonly breakers: readonly Breaker[];
  readonly desk: BreakerDesk;
  readonly alarms: Alarms;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * The witness. Each step looks at both chains, takes what is final into the ledger, and judges: every release against its lock, the ledger's sums against
 * the chains' own states, the chains against each other. What is wrong goes to the desk, which raises levels; that is all the witness can do.
 *
 * A look that fails changes nothing: its cursor stays, an alarm stands until a look succeeds, and nothing is concluded from what could not be read.
 */
export class Witness {
  private readonly last = new Map<number, Look>();
  private steps = 0;

  constructor(private readonly parts: WitnessParts) {}

  async step(): Promise<void> {
    const { deployment, solana, evm, desk } = this.parts;
    const before = this.last.get(evm.number);
    const looks = new Map<number, Look>();
    const findings: Finding[] = [];
    // Solana's supplies, then the EVM chain's custody; the EVM chain's supplies of the step before, then Solana's custody: see rules/backing.ts.
    for (const chain of [solana, evm]) {
      const look = await this.look(chain, findings);
      if (look !== null) looks.set(chain.number, look);
    }
    const [solanaLook, evmLook] = [looks.get(solana.number), looks.get(evm.number)];
    if (solanaLook !== undefined && evmLook !== undefined) findings.push(...judgeBacking(deployment, 'solana', solanaLook.holdings, evmLook.holdings));
    if (solanaLook !== undefined && before !== undefined && evmLook !== undefined) findings.push(...judgeBacking(deployment, 'evm', before.holdings, solanaLook.holdings));
    await this.judge(looks, findings);
    desk.consider(findings);
    desk.pursue();
    this.last.clear();
    for (const [number, look] of looks) this.last.set(number, look);
    if (this.steps % stepsBetweenRoles === 0) await this.checkRoles();
    if (this.steps % stepsBetweenStandings === 0) await this.showStandings();
    this.steps++;
    this.measure(looks);
  }

  health(): HealthReport {
    const { ledger, alarms, solana, evm, breakers } = this.parts;
    const chains = [evm, solana];
    const problems = [...alarms.all, ...chains.filter((chain) => !this.last.has(chain.number) && !alarms.has(`read ${chain.name}`)).map((chain) => `read ${chain.name}: not read yet`)];
    return {
      healthy: problems.length === 0,
      problems,
      chains: chains.map((chain) => ({
        chain: chain.name, height: `${ledger.cursors.get(chain.number)?.height ?? 0n}`, finalized: this.last.has(chain.number) ? `${this.last.get(chain.number)?.finalized}` : null,
        caughtUp: this.last.get(chain.number)?.caughtUp ?? false,
      })),
      trips: [...ledger.trips.values()].map(({ trip, raised }) => ({
        rule: trip.rule, scope: trip.scope, level: trip.level, evidence: trip.evidence, raised: breakers.filter((breaker) => raised.has(breaker.chain)).map((breaker) => breaker.name),
      })),
    };
  }

  private async look(chain: Chain, findings: Finding[]): Promise<Look | null> {
    const { ledger, alarms, metrics, log } = this.parts;
    try {
      const look = await chain.look(ledger);
      this.requireOrder(look);
      findings.push(...look.findings, ...judgeGovernance(ledger, look.facts.filter((fact): fact is GovernanceFact => fact.type === 'governance')));
      this.take(chain, look);
      findings.push(...look.audit(ledger));
      // What keeps the cursor where it is, is a chain that cannot be read whole.
      const unread = look.findings.filter((finding) => finding.rule !== 'governance');
      if (unread.length > 0) alarms.raise(`read ${chain.name}`, unread.map((finding) => finding.evidence).join('; '));
      else if (alarms.clear(`read ${chain.name}`)) log.info(`${chain.name} can be read again`);
      metrics.looks.inc({ chain: chain.name, result: 'good' });
      return look;
    } catch (error) {
      const result = error instanceof ReadError ? error.failure : 'malformed';
      metrics.looks.inc({ chain: chain.name, result });
      // SECURITY: an infrastructure failure is never "nothing there": the cursor stays, and people are told (W2).
      if (alarms.raise(`read ${chain.name}`, `${result}: ${firstLine(error)}`)) log.error(`${chain.name} cannot be read (${result}): ${firstLine(error)}`);
      return null;
    }
  }

  /** Locks are contiguous: a gap is a read that failed, whatever the node says. */
  private requireOrder(look: Look): void {
    const next = new Map<string, bigint>();
    for (const fact of look.facts) {
      if (fact.type !== 'lock') continue;
      const expected = next.get(fact.lane) ?? this.parts.ledger.lane(fact.lane).lastLocked + 1n;
      // SECURITY: a lock that is left out would make its release look forged, one that is made up would cover a forged one (W5).
      if (fact.sequence !== expected) throw new ReadError('contradiction', `lock ${fact.lane}-${fact.sequence} where ${expected} is next`);
      next.set(fact.lane, expected + 1n);
    }
  }

  private take(chain: Chain, look: Look): void {
    const { ledger, metrics } = this.parts;
    const written = ledger.written.get(chain.number) ?? 0n;
    if (look.facts.length > 0 || look.cursor.height >= written + heightsBetweenWrites) ledger.record(chain.number, look.cursor, look.facts);
    else ledger.advance(chain.number, look.cursor);
    for (const fact of look.facts) metrics.facts.inc({ chain: chain.name, type: fact.type });
  }

  private async judge(looks: ReadonlyMap<number, Look>, findings: Finding[]): Promise<void> {
    const { ledger, solana, evm, alarms, log } = this.parts;
    findings.push(...judgeSums(ledger, looks));
    try {
      const { findings: forged, unanswered } = await judgeReleases(ledger, looks, new Map([[solana.number, solana], [evm.number, evm]]));
      findings.push(...forged);
      const [stale] = unanswered;
      if (stale === undefined) alarms.clear('stale source');
      else if (alarms.raise('stale source', `releases wait to be judged: the newest state of ${stale.chain} is ${stale.ageSeconds.toFixed(0)} s old`)) log.error(`releases on a chain cannot be judged: the newest state of ${stale.chain} is ${stale.ageSeconds.toFixed(0)} s old`);
    } catch (error) {
      if (alarms.raise('stale source', `releases wait to be judged: ${firstLine(error)}`)) log.error(`releases cannot be judged: ${firstLine(error)}`);
      return;
    }
  }

  private async checkRoles(): Promise<void> {
    const { breakers, alarms, metrics, log } = this.parts;
    await Promise.all(breakers.map(async (breaker) => {
      try {
        const isSentinel = await breaker.isSentinel();
        metrics.sentinel.set({ chain: breaker.name }, isSentinel ? 1 : 0);
        if (isSentinel) alarms.clear(`role ${breaker.name}`);
        else if (alarms.raise(`role ${breaker.name}`, 'the chain does not take this key for a sentinel: it can raise no level')) log.error(`${breaker.name} does not take this key for a sentinel`);
      } catch (error) {
        alarms.raise(`role ${breaker.name}`, `cannot be read: ${firstLine(error)}`);
        // Asked again at the next step.
        this.steps = -1;
      }
    }));
  }

  private async showStandings(): Promise<void> {
    const { solana, evm, metrics, log } = this.parts;
    for (const chain of [evm, solana]) {
      try {
        const { levels, headroom } = await chain.standing();
        for (const [scope, level] of Object.entries(levels)) metrics.level.set({ chain: chain.name, scope }, level);
        for (const [asset, ratio] of Object.entries(headroom)) metrics.headroom.set({ chain: chain.name, asset }, ratio);
      } catch (error) {
        // Shown only: whether the chain can be read is judged by the looks.
        log.warning(`levels and limits of ${chain.name} cannot be shown: ${firstLine(error)}`);
      }
    }
  }

  private measure(looks: ReadonlyMap<number, Look>): void {
    const { deployment, ledger, solana, evm, metrics, alarms, now } = this.parts;
    for (const chain of [solana, evm]) {
      const look = looks.get(chain.number);
      if (look === undefined) continue;
      metrics.height.set({ chain: chain.name }, Number(look.cursor.height));
      metrics.finalized.set({ chain: chain.name }, Number(look.finalized));
      metrics.headAge.set({ chain: chain.name }, look.headAge);
      metrics.lastLook.set({ chain: chain.name }, now() / 1000);
      for (const [i, asset] of deployment.assets.entries()) {
        const tokens = (local: bigint | undefined) => Number(local ?? 0n) / Number(unitOf(asset, chain.name)) / 10 ** asset.canonicalDecimals;
        if (asset.homeChain === chain.number) metrics.custody.set({ asset: asset.symbol }, tokens(look.holdings.custody[i]));
        else metrics.supply.set({ asset: asset.symbol }, tokens(look.holdings.supply[i]));
      }
    }
    for (const lane of [`${evm.number}-${solana.number}`, `${solana.number}-${evm.number}`]) {
      metrics.locks.set({ lane }, Number(ledger.lane(lane).lastLocked));
      metrics.consumed.set({ lane }, ledger.lane(lane).consumed.size);
    }
    for (const kind of ['trip', 'read', 'breaker', 'stale', 'role']) metrics.alarms.set({ kind }, alarms.count(kind));
  }
}
