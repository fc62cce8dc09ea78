import type { Alarms } from '../service/alarms.js';
import type { Log } from '../service/log.js';
import type { Metrics } from '../service/metrics.js';
import type { Ledger } from '../ledger/ledger.js';
import { firstLine } from '../quorum.js';
import type { Finding } from '../rules/finding.js';
import type { Breaker } from './breaker.js';

const longestPauseMs = 30_000;

/**
 * Decides on findings, once each, and carries every decision to every chain until it stands there. A decision is in the ledger before anything is
 * sent, so that a crash in between is made up for at the next start. What people lowered afterwards is not raised again for the same evidence.
 */
export class BreakerDesk {
  private readonly streaks = new Map<string, number>();
  private readonly running = new Map<string, { attempts: number; at: number; busy: boolean }>();

  constructor(
    private readonly ledger: Ledger,
    private readonly breakers: readonly Breaker[],
    private readonly alarms: Alarms,
    private readonly metrics: Metrics,
    private readonly log: Log,
    private readonly now: () => number,
  ) {
    for (const { trip } of ledger.trips.values()) this.alarms.raise(`trip ${trip.id}`, `${trip.rule}: ${trip.evidence}`);
  }

  /** Findings of one look at everything. One that needs several looks in a row starts anew when a look does not show it. */
  consider(findings: readonly Finding[]): void {
    const seen = new Set(findings.map((finding) => finding.id));
    for (const id of this.streaks.keys()) if (!seen.has(id)) this.streaks.delete(id);
    for (const finding of new Map(findings.map((each) => [each.id, each])).values()) {
      const streak = (this.streaks.get(finding.id) ?? 0) + 1;
      this.streaks.set(finding.id, streak);
      if (streak < finding.looks || this.ledger.trips.has(finding.id)) continue;
      const { looks: _, ...trip } = finding;
      // SECURITY: on disk before it is announced.
      if (!this.ledger.decide(trip, this.timestamp())) continue;
      this.alarms.raise(`trip ${trip.id}`, `${trip.rule}: ${trip.evidence}`);
      this.metrics.trips.inc({ rule: trip.rule });
      this.log.error(`TRIPPED ${trip.rule}: ${trip.evidence}; raising ${trip.scope === 'everything' ? 'everything' : `asset ${trip.scope}`} to ${trip.level}`);
    }
  }

  /** Starts what is not on every chain yet. Returns at once: a chain that is slow does not keep the witness from looking. */
  pursue(): void {
    for (const [id, { raised }] of this.ledger.trips) {
      for (const breaker of this.breakers) {
        if (!raised.has(breaker.chain)) void this.raise(id, breaker);
      }
    }
  }

  private async raise(id: string, breaker: Breaker): Promise<void> {
    const name = `${id} on ${breaker.name}`;
    const work = this.running.get(name) ?? { attempts: 0, at: 0, busy: false };
    if (work.busy || this.now() < work.at) return;
    this.running.set(name, { ...work, busy: true });
    const started = this.now();
    try {
      const trip = this.ledger.trips.get(id)?.trip;
      if (trip === undefined) return;
      const how = await breaker.raise(trip);
      this.ledger.raised(id, breaker.chain, how, this.timestamp());
      this.alarms.clear(`breaker ${breaker.name}`);
      this.metrics.raised.inc({ chain: breaker.name });
      this.metrics.raiseSeconds.observe({ chain: breaker.name }, (this.now() - started) / 1000);
      this.running.delete(name);
      this.log.error(`level ${trip.level} stands on ${breaker.name} after ${this.now() - started} ms: ${how}`);
    } catch (error) {
      const attempts = work.attempts + 1;
      this.running.set(name, { attempts, at: this.now() + Math.min(250 * 2 ** Math.min(attempts, 10), longestPauseMs), busy: false });
      this.alarms.raise(`breaker ${breaker.name}`, `cannot raise the level: ${firstLine(error)}`);
      this.metrics.raiseFailures.inc({ chain: breaker.name });
      this.log.error(`cannot raise the level on ${breaker.name} (attempt ${attempts}): ${firstLine(error)}`);
    }
  }

  private timestamp(): string {
    return new Date(this.now()).toISOString();
  }
}
