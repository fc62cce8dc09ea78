import { E } from './lib/errors.mjs';
import { be, readBe } from './lib/bytes.mjs';
import { equal, test } from './lib/runner.mjs';
import { START, World, addresses, ataOf, gold, governor, limits, user, wrapped } from './lib/world.mjs';

const closed = { maxRelease: 0n, capacity: 0n, refill: 0n };

/** Takes one release after another, each of its own sequence. */
class Releases {
  #next = 1n;

  constructor(world) {
    this.world = world;
  }

  take(amount) {
    this.world.ok([this.world.release({ sequence: this.#next++, amount })]);
  }

  fails(code, amount) {
    return this.world.fails(code, [this.world.release({ sequence: this.#next, amount })]);
  }
}

test('limits_AssetNeverOpened_ReleasesNothing', () => {
  const world = World.create();
  world.patch(addresses.asset(gold.id), 144, new Uint8Array(40));
  world.fails(E.AssetClosed, [world.release({ amount: 1n })]);
});

test('limits_ClosedAsset_ReleasesNothing', () => {
  const world = World.create();
  world.ok([world.limit(gold, closed)], [governor]);
  world.fails(E.AssetClosed, [world.release({ amount: 1n })]);
  world.ok([world.release({ assetId: wrapped.id, amount: 1n }, { asset: wrapped })]);
});

test('limits_AboveTheLargestRelease_Refused', () => {
  const releases = new Releases(World.create());
  releases.fails(E.AboveMaxRelease, limits.maxRelease + 1n);
  releases.fails(E.AboveMaxRelease, 2n ** 54n);
  releases.take(limits.maxRelease);
});

test('limits_EmptyBucket_RefusedWithTheTimeWhenItFits', () => {
  const world = World.create();
  const releases = new Releases(world);
  for (let i = 0; i < 5; i++) releases.take(limits.maxRelease);
  equal(world.asset(gold).level, 0n, 'level');
  const { returnData } = releases.fails(E.AboveLimit, 10_500n);
  // 10,500 units at 1,000 a second: 10.5 seconds, so it fits after 11.
  equal(readBe(returnData), START + 11n, 'available at');
  world.setTime(START + 10n);
  releases.fails(E.AboveLimit, 10_500n);
  world.setTime(START + 11n);
  releases.take(10_500n);
  equal(world.asset(gold).level, 500n, 'level');
});

test('limits_ExactMultiple_FitsAtTheSecondAnnounced', () => {
  const world = World.create();
  const releases = new Releases(world);
  for (let i = 0; i < 5; i++) releases.take(limits.maxRelease);
  equal(readBe(releases.fails(E.AboveLimit, 10_000n).returnData), START + 10n, 'available at');
  world.setTime(START + 10n);
  releases.take(10_000n);
});

test('limits_LongPause_FillsToTheCapacityOnly', () => {
  const world = World.create();
  const releases = new Releases(world);
  for (const pause of [5_001n, 10n ** 9n, 2n ** 40n]) {
    for (let i = 0; i < 5; i++) releases.take(limits.maxRelease);
    releases.fails(E.AboveLimit, 1n);
    world.setTime(world.svm.getClock().unixTimestamp + pause);
    releases.take(1n);
    equal(world.asset(gold).level, limits.capacity - 1n, 'level');
    world.setTime(world.svm.getClock().unixTimestamp + 5_000n);
  }
});

test('limits_ClockGoesBack_FillsNothingTwice', () => {
  const world = World.create();
  const releases = new Releases(world);
  for (let i = 0; i < 5; i++) releases.take(limits.maxRelease);
  world.setTime(START + 10n);
  releases.take(10_000n);
  world.setTime(START);
  equal(readBe(releases.fails(E.AboveLimit, 1n).returnData), START + 11n, 'available at');
  world.setTime(START + 10n);
  releases.fails(E.AboveLimit, 1n);
  world.setTime(START + 11n);
  releases.take(1_000n);
});

test('limits_ReleaseWhileTheClockIsBack_TheSameSecondsDoNotCountAgain', () => {
  const world = World.create();
  const releases = new Releases(world);
  for (let i = 0; i < 5; i++) releases.take(limits.maxRelease);
  world.setTime(START + 10n);
  releases.take(9_000n);
  world.setTime(START);
  releases.take(500n);
  world.setTime(START + 10n);
  releases.fails(E.AboveLimit, 501n);
  releases.take(500n);
});

test('limits_LevelAboveTheCapacity_CountsAsFull', () => {
  const world = World.create();
  world.patch(addresses.asset(gold.id), 168, be(10n * limits.capacity, 8));
  const releases = new Releases(world);
  for (let i = 0; i < 5; i++) releases.take(limits.maxRelease);
  releases.fails(E.AboveLimit, 1n);
});

test('limits_HugeRefill_DoesNotWrap', () => {
  const world = World.create();
  const most = 2n ** 48n - 1n;
  world.ok([world.limit(gold, { maxRelease: 1_000n, capacity: 10_000n, refill: most })], [governor]);
  const releases = new Releases(world);
  for (let i = 0; i < 10; i++) releases.take(1_000n);
  releases.fails(E.AboveLimit, 1n);
  // Seconds times refill are more than 2^64.
  world.setTime(START + 2n ** 17n);
  releases.take(1_000n);
  equal(world.asset(gold).level, 9_000n, 'level');
});

test('limits_ChangedLimits_DoNotRefill', () => {
  const world = World.create();
  const releases = new Releases(world);
  for (let i = 0; i < 5; i++) releases.take(limits.maxRelease);
  world.ok([world.limit(gold)], [governor]);
  releases.fails(E.AboveLimit, 1n);
  world.ok([world.limit(gold, { capacity: 2n * limits.capacity })], [governor]);
  releases.fails(E.AboveLimit, 1n);
  world.ok([world.limit(gold, closed)], [governor]);
  world.ok([world.limit(gold)], [governor]);
  releases.fails(E.AboveLimit, 1n);
});

test('limits_ClosedAWhile_OpensEmpty', () => {
  const world = World.create();
  const releases = new Releases(world);
  releases.take(limits.maxRelease);
  world.ok([world.limit(gold, closed)], [governor]);
  world.setTime(START + 100_000n);
  world.ok([world.limit(gold)], [governor]);
  equal(world.asset(gold).level, 0n, 'level');
  world.setTime(START + 100_010n);
  releases.take(10n * limits.refill);
  releases.fails(E.AboveLimit, 1n);
});

test('limits_ChangeAfterAPause_CountsThePauseAtTheOldRate', () => {
  const world = World.create();
  const releases = new Releases(world);
  for (let i = 0; i < 5; i++) releases.take(limits.maxRelease);
  world.setTime(START + 100n);
  world.ok([world.limit(gold, { refill: 1_000_000n })], [governor]);
  equal(world.asset(gold).level, 100_000n, 'level');
  world.setTime(START + 101n);
  releases.take(1_000_000n);
  equal(world.asset(gold).level, 100_000n, 'level');
});

test('limits_SmallerCapacity_CutsTheLevel', () => {
  const world = World.create();
  world.ok([world.limit(gold, { maxRelease: 10n, capacity: 100n, refill: 1n })], [governor]);
  equal(world.asset(gold).level, 100n, 'level');
});

test('limits_AnyWindow_PaysAtMostCapacityPlusRefill', () => {
  // A greedy thief with valid signatures, over many windows: after every payment, in every window that ends now (M20).
  const world = World.create();
  const capacity = 10_000n, refill = 7n;
  world.ok([world.limit(gold, { maxRelease: 3_000n, capacity, refill })], [governor]);
  const payments = [];
  let sequence = 1n;
  let time = START;
  const pauses = [0n, 1n, 13n, 0n, 400n, 2n, 5_000n, 1n, 0n, 77n, 300n, 9n, 1n, 2_000n];
  for (const pause of pauses) {
    time += pause;
    world.setTime(time);
    for (const amount of [3_000n, 2_999n, 1_000n, 100n, 10n, 1n]) {
      while (world.send([world.release({ sequence, amount })]).ok) {
        payments.push({ time, amount });
        sequence++;
      }
    }
    for (const { time: from } of payments) {
      const paid = payments.filter((payment) => payment.time >= from).reduce((sum, payment) => sum + payment.amount, 0n);
      if (paid > capacity + refill * (time - from)) throw new Error(`paid ${paid} in ${time - from} s`);
    }
  }
  equal(payments.reduce((sum, { amount }) => sum + amount, 0n), world.asset(gold).released, 'sum of releases');
  return `${payments.length} payments`;
});

test('limits_RefusedRelease_ConsumesNothing', () => {
  const world = World.create();
  const before = world.balance(ataOf(user.key, gold));
  world.fails(E.AboveMaxRelease, [world.release({ amount: limits.maxRelease + 1n })]);
  equal(world.consumed(1, 1n), false, 'consumed');
  equal(world.balance(ataOf(user.key, gold)), before, 'paid');
});
