// Random runs of the reference model (tests/Bridge.Differential), carried out on the program: every outcome and the final state must be equal. The vault's tests
// carry out the same runs. tests/differential.sh is the long form.
import { readFileSync } from 'node:fs';
import { EVM, START, World, addresses, ataOf, delays, gold, governor, officers, sentinels, user } from './lib/world.mjs';
import { be } from './lib/bytes.mjs';
import { E } from './lib/errors.mjs';
import { equal, test } from './lib/runner.mjs';
import { approve, loosening, lowerLevel, lowerLimits, reject } from './lib/staff.mjs';

const file = JSON.parse(readFileSync(process.env.DIFFERENTIAL_TRACES ?? new URL('../../vectors/differential.json', import.meta.url)));
const UNIT = 1_000n; // local units of gold in a canonical one
const limitsOf = ([maxRelease, capacity, refill, holdThreshold]) => ({ maxRelease, capacity, refill, holdThreshold });
const paperLimits = (id, [maxRelease, capacity, refillPerSecond, holdThreshold]) => ({ asset: id, maxRelease, capacity, refillPerSecond, holdThreshold });
const scopeOf = (kind) => ({ kind, scope: kind === 1 ? new Uint8Array(32) : kind === 2 ? be(EVM, 32) : gold.id });

class Replay {
  locks = [];
  requested = new Set();
  refunded = new Set();

  constructor(incoming) {
    this.world = World.create();
    this.incoming = incoming;
    this.world.ok([this.world.limit(gold, limitsOf(file.limits.map(BigInt)))], [governor]);
    this.user = this.world.balance(ataOf(user.key, gold));
    this.custody = this.world.balance(addresses.custody(gold.mint));
  }

  arriving = (sequence) => ({ sequence: BigInt(sequence), amount: this.incoming[sequence - 1] });
  lockOf = (sequence) => ({ sequence: BigInt(sequence), amount: this.locks[sequence - 1] ?? 1n });
  try = (list, signers = []) => (this.world.send(list, signers).ok ? 1 : 0);

  /** 0 refused, 1 done, 2 held */
  act([kind, a, b, c, d]) {
    const { world } = this;
    switch (kind) {
      case 0: return this.deliver(a);
      case 1: {
        const done = this.try([world.lock({ amount: BigInt(a) * UNIT })], [user]);
        if (done) this.locks.push(BigInt(a));
        return done;
      }
      case 2: {
        const done = this.try([world.requestRefund(this.lockOf(a))], [user]);
        if (done) this.requested.add(a);
        return done;
      }
      case 3: {
        const done = this.try([world.refund(this.lockOf(a))]);
        if (done) this.refunded.add(a);
        return done;
      }
      case 4: return this.try([world.void(this.arriving(a))]);
      case 5: return this.try([approve(world, world.transfer(this.arriving(a)), officers[b])]);
      case 6: return this.try([reject(world, world.transfer(this.arriving(a)), officers[b])]);
      case 7: return this.try([world.executeHold(this.arriving(a))]);
      case 8: return this.try([world.raise(b, { ...scopeOf(a), by: sentinels[0] })]);
      case 9: {
        const subject = a === 3 ? addresses.asset(gold.id) : undefined;
        return this.loosen('LowerLevel', lowerLevel(b, scopeOf(a)), { subject, changed: subject });
      }
      case 10: return this.try([lowerLimits(world, gold, (id) => paperLimits(id, [a, b, c, d].map(BigInt)))]);
      case 11: return this.loosen('SetLimits', paperLimits(gold.id, [a, b, c, d].map(BigInt)), { changed: addresses.asset(gold.id) });
      case 12:
        world.setTime(world.now + BigInt(a));
        return 1;
      default: throw new Error(`unknown step ${kind}`);
    }
  }

  /** One step of the model is one of two instructions here: what a release may not pay is held. */
  deliver(sequence) {
    const outcome = this.world.send([this.world.release(this.arriving(sequence))]);
    if (outcome.ok) return 1;
    if (outcome.code !== E.HoldRequired) return 0;
    return this.try([this.world.hold(this.arriving(sequence))]) ? 2 : 0;
  }

  loosen(type, fields, places) {
    const { schedule, execute } = loosening(this.world, type, fields, places);
    this.try([schedule]); // the program may see at once that it cannot be
    this.world.setTime(this.world.now + BigInt(delays[0]));
    return this.try([execute]);
  }

  /** In the order of the model's Final. */
  final() {
    const { world } = this;
    const state = (sequence) => {
      const hold = world.data(addresses.hold(EVM, BigInt(sequence)));
      if (hold !== null && hold[42] === 1) return 2;
      if (!world.consumed(EVM, BigInt(sequence))) return 0;
      return world.data(addresses.void(EVM, BigInt(sequence))) !== null || (hold !== null && hold[42] === 3) ? 3 : 1;
    };
    const asset = world.asset(gold);
    const config = world.data(addresses.config);
    const levels = [config[114], config[226], asset.breaker];
    const slow = Math.max(levels[0], levels[2]) >= 2 ? 4n : 1n;
    const filled = asset.level + (world.now - asset.changedAt) * (asset.refill / slow);
    const available = filled < asset.capacity / slow ? filled : asset.capacity / slow;
    const back = [...this.refunded].reduce((sum, sequence) => sum + this.locks[sequence - 1], 0n);
    const taken = this.locks.reduce((sum, amount) => sum + amount, 0n);
    const paid = (world.balance(ataOf(user.key, gold)) - this.user) / UNIT + taken - back; // the user is sender and recipient
    equal(world.balance(addresses.custody(gold.mint)), this.custody + (taken - back - paid) * UNIT, 'custody');
    return [
      ...this.incoming.map((_, i) => state(i + 1)),
      ...this.locks.map((_, i) => (this.refunded.has(i + 1) ? 3 : this.requested.has(i + 1) ? 2 : 1)),
      available, ...levels, asset.maxRelease, asset.capacity, asset.refill, asset.holdThreshold, paid, back, world.now,
    ].map(Number);
  }
}

test('differential_EveryOutcomeAndEveryEndAsTheModel', () => {
  equal([file.start, file.delays], [Number(START), delays], 'start and delays of the file');
  let steps = 0;
  file.traces.forEach((trace, run) => {
    const replay = new Replay(trace.incoming.map(BigInt));
    for (let i = 0; i < trace.steps.length; i += 6, steps++) {
      const step = trace.steps.slice(i, i + 6);
      equal(replay.act(step), step[5], `run ${run} step ${i / 6} (${step})`);
    }
    equal(replay.final(), trace.final, `run ${run} end`);
  });
  if (steps === 0) throw new Error('no runs');
  return `${file.traces.length} runs, ${steps} steps`;
});
