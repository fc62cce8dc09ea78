import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the witness counts. Labels are names of rules, chains, assets and numbers of sources: bounded, and no addresses. */
export class Metrics {
  readonly registry = new Registry();
  readonly looks = this.counter('looks_total', 'Looks at a chain, by result', ['chain', 'result']);
  readonly sourceFailures = this.counter('source_failures_total', 'Reads in which a source failed or said something else', ['chain', 'source', 'failure']);
  readonly facts = this.counter('facts_total', 'Final facts taken into the ledger', ['chain', 'type']);
  readonly trips = this.counter('trips_total', 'Breakers tripped, by rule', ['rule']);
  readonly raised = this.counter('levels_raised_total', 'Levels raised on chain', ['chain']);
  readonly raiseFailures = this.counter('level_raise_failures_total', 'Attempts to raise a level that failed', ['chain']);
  readonly raiseSeconds = new Histogram({ name: 'bridge_witness_level_raise_seconds', help: 'From a decision to the level standing on chain', labelNames: ['chain'], buckets: [0.25, 0.5, 1, 2, 5, 15, 60], registers: [this.registry] });
  readonly height = this.gauge('height', 'Height up to which a chain is in the ledger', ['chain']);
  readonly finalized = this.gauge('finalized_height', 'Final height that all sources know', ['chain']);
  readonly headAge = this.gauge('head_age_seconds', 'Age of the newest block of the source that is furthest behind', ['chain']);
  readonly lastLook = this.gauge('last_look_timestamp_seconds', 'When a chain was last looked at with success', ['chain']);
  readonly alarms = this.gauge('alarms', 'Alarms that stand, by kind', ['kind']);
  readonly sentinel = this.gauge('is_sentinel', '1 when the chain takes the witness for a sentinel', ['chain']);
  readonly custody = this.gauge('custody_tokens', 'What the bridge holds of an asset at its home', ['asset']);
  readonly supply = this.gauge('wrapped_supply_tokens', 'What exists of an asset away from its home', ['asset']);
  readonly level = this.gauge('breaker_level', 'Breaker level of a scope, 0 normal to 5 cursed', ['chain', 'scope']);
  readonly headroom = this.gauge('headroom_ratio', 'Share of its bucket that an asset could still let out', ['chain', 'asset']);
  readonly locks = this.gauge('lane_locks', 'Locks of a lane, all in all', ['lane']);
  readonly consumed = this.gauge('lane_consumed', 'Sequences of a lane that were consumed, all in all', ['lane']);

  private counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name: `bridge_witness_${name}`, help, labelNames, registers: [this.registry] });
  }

  private gauge(name: string, help: string, labelNames: string[]): Gauge {
    return new Gauge({ name: `bridge_witness_${name}`, help, labelNames, registers: [this.registry] });
  }
}
