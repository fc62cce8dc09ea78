import { E } from './lib/errors.mjs';
import { be, readBe } from './lib/bytes.mjs';
import { equal, test } from './lib/runner.mjs';
import { approve, loosen, loosening, lowerLevel, lowerLimits, reject, veto } from './lib/staff.mjs';
import {
  EVM, OTHER, START, World, addresses, assetFor, delays, gold, governor, instructions, limits, officers, payer, sentinels, user, wrapped,
} from './lib/world.mjs';

const chainScope = (chain) => be(chain, 32);
const scopes = { everything: {}, lane: { kind: 2, scope: chainScope(EVM) }, asset: { kind: 3, scope: gold.id } };
const elsewhere = [{ kind: 2, scope: chainScope(OTHER) }, { kind: 3, scope: wrapped.id }];

const lowered = (change) => (asset) => ({ asset, maxRelease: limits.maxRelease, capacity: limits.capacity, refillPerSecond: limits.refill, holdThreshold: limits.holdThreshold, ...change });

/** What holds from a level on, in each scope. */
function each(act) {
  for (const [name, scope] of Object.entries(scopes)) {
    for (let level = 1; level <= 5; level++) act(World.create(), level, scope, name);
  }
}

const expect = (world, refused, error, instruction, signers = []) => (refused ? world.fails(error, [instruction], signers) : world.ok([instruction], signers));

test('levels_Lock_StopsAtFour', () => each((world, level, scope) => {
  world.ok([world.raise(level, scope)]);
  expect(world, level >= 4, E.LevelTooHigh, world.lock(), [user]);
}));

test('levels_Release_HeldFromThreeAndRefusedAtFive', () => each((world, level, scope) => {
  world.ok([world.raise(level, scope)]);
  expect(world, level >= 3, level === 5 ? E.LevelTooHigh : E.HoldRequired, world.release({ amount: 1n }));
  expect(world, level < 3 || level === 5, level === 5 ? E.LevelTooHigh : E.HoldNotRequired, world.hold({ sequence: 2n, amount: 1n }));
}));

test('levels_VoidAndRequest_RefusedAtFive_RefundFromThree', () => each((world, level, scope) => {
  world.ok([world.lock()], [user]);
  world.setTime(START + BigInt(delays[3]));
  world.ok([world.raise(level, scope)]);
  expect(world, level === 5, E.LevelTooHigh, world.requestRefund(), [user]);
  expect(world, level === 5, E.LevelTooHigh, world.void());
  expect(world, level >= 3, E.LevelTooHigh, world.refund());
}));

test('levels_HoldDecisions_RefusedAtFive_RejectionNever', () => each((world, level, scope) => {
  world.ok([world.limit(gold, { holdThreshold: 0n })], [governor]);
  const t = world.transfer();
  world.ok([world.hold()]);
  world.ok([approve(world, t, officers[0])]);
  world.ok([world.raise(level, scope)]);
  expect(world, level === 5, E.LevelTooHigh, approve(world, t, officers[1]));
  if (level < 5) {
    world.setTime(START + BigInt(delays[2]));
    world.ok([world.executeHold()]);
  } else world.ok([reject(world, t, officers[1])]);
}));

test('levels_ExecuteHold_RefusedAtFive', () => {
  for (const scope of Object.values(scopes)) {
    const world = World.create();
    world.ok([world.limit(gold, { holdThreshold: 0n })], [governor]);
    world.ok([world.hold()]);
    for (const officer of officers.slice(0, 2)) world.ok([approve(world, world.transfer(), officer)]);
    world.setTime(START + BigInt(delays[2]));
    world.ok([world.raise(5, scope)]);
    world.fails(E.LevelTooHigh, [world.executeHold()]);
  }
});

test('levels_OfAnotherLaneOrAsset_ChangeNothing', () => {
  const world = World.create();
  for (const scope of elsewhere) world.ok([world.raise(5, scope)]);
  world.ok([world.lock()], [user]);
  world.ok([world.release()]);
  world.fails(E.LevelTooHigh, [world.lock({ destination: OTHER, recipient: user.key })], [user]);
  world.fails(E.LevelTooHigh, [world.release({ sequence: 2n, assetId: wrapped.id }, { asset: wrapped })]);
});

test('levels_TheStrictestWins', () => {
  const world = World.create();
  world.ok([world.raise(1)]);
  world.ok([world.raise(3, scopes.lane)]);
  world.ok([world.raise(2, scopes.asset)]);
  world.fails(E.HoldRequired, [world.release({ amount: 1n })]);
  equal([world.data(addresses.config)[114], world.data(addresses.config)[226], world.asset(gold).breaker], [1, 3, 2], 'levels');
});

test('levels_Slow_QuarterOfBucketAndThreshold', () => {
  const world = World.create();
  world.ok([world.limit(gold, { holdThreshold: 400_000n, maxRelease: 1_000_000n, capacity: 1_000_000n, refill: 400n })], [governor]);
  world.ok([world.raise(2)]);
  world.fails(E.HoldRequired, [world.release({ amount: 100_000n })]);
  for (const sequence of [1n, 2n]) world.ok([world.release({ sequence, amount: 99_999n })]);
  equal(world.asset(gold).level, 250_000n - 199_998n, 'level');
  const outcome = world.fails(E.AboveLimit, [world.release({ sequence: 3n, amount: 60_000n })]);
  const missing = 60_000n - 50_002n;
  equal(readBe(outcome.returnData), START + (missing + 99n) / 100n, 'fits at a quarter of the refill');
  world.setTime(START + (missing + 99n) / 100n);
  world.ok([world.release({ sequence: 3n, amount: 60_000n })]);
});

test('levels_Slow_AboveTheQuarteredCapacity_NeverFits', () => {
  const world = World.create();
  world.ok([world.limit(gold, { capacity: limits.maxRelease })], [governor]);
  world.ok([world.raise(2)]);
  const outcome = world.fails(E.AboveLimit, [world.release({ amount: limits.maxRelease / 4n + 1n })]);
  equal(readBe(outcome.returnData), 2n ** 64n - 1n, 'never, however fast it refills');
  world.ok([world.release({ amount: limits.maxRelease / 4n })]);
});

test('levels_Slow_AQuarterOfAlmostNoRefill_IsNone', () => {
  const world = World.create();
  world.ok([world.limit(gold, { capacity: limits.maxRelease, refill: 3n })], [governor]);
  world.ok([world.raise(2)]);
  world.ok([world.release({ amount: limits.maxRelease / 4n })]);
  const empty = world.fails(E.AboveLimit, [world.release({ sequence: 2n, amount: 1n })]);
  equal(readBe(empty.returnData), 2n ** 64n - 1n, 'a refill of 3 / 4 is none');
});

test('raiseLevel_ToTheSameOrALower_Refused', () => {
  for (const scope of Object.values(scopes)) {
    const world = World.create();
    world.ok([world.raise(3, scope)]);
    for (const level of [0, 1, 3]) world.fails(E.LevelNotHigher, [world.raise(level, scope)]);
    world.ok([world.raise(4, { ...scope, by: officers[0] })]);
  }
});

test('raiseLevel_OfAClosedLaneOrUnlistedAsset_Refused', () => {
  const world = World.create();
  for (const chain of [0, 9]) world.fails(E.LaneClosed, [world.raise(3, { kind: 2, scope: chainScope(chain) })]);
  world.fails(E.WrongOwner, [world.raise(3, { kind: 3, scope: new Uint8Array(32).fill(1) })]);
});

test('raiseLevel_OtherAccountsThanItsScope_Refused', () => {
  const world = World.create();
  const everything = world.raise(3);
  for (const place of [3, 4]) {
    const instruction = structuredClone(everything);
    instruction.accounts[place].key = addresses.asset(gold.id);
    world.fails(E.WrongAccount, [instruction]);
  }
  const asset = world.raise(3, scopes.asset);
  asset.accounts[4].key = addresses.asset(wrapped.id);
  world.fails(E.WrongAccount, [asset]);
  const readOnly = world.raise(3, scopes.asset);
  readOnly.accounts[4].writable = false;
  world.fails(E.NotWritable, [readOnly]);
});

test('lowerLevel_TwoOfficersDelayAndWindow', () => {
  for (const scope of Object.values(scopes)) {
    const world = World.create();
    world.ok([world.raise(4, scope)]);
    const subject = scope.kind === 3 ? addresses.asset(gold.id) : undefined;
    const { schedule, execute, paper } = loosening(world, 'LowerLevel', lowerLevel(1, scope), { subject, changed: subject });
    world.fails(E.NotScheduled, [execute]);
    world.ok([schedule]);
    const readyAt = START + BigInt(delays[0]);
    equal(readBe(world.data(addresses.proposal(paper.digest)).slice(40, 48)), readyAt, 'ready at');
    world.fails(E.NotReady, [execute]);
    world.setTime(readyAt - 1n);
    world.fails(E.NotReady, [execute]);
    world.fails(E.LevelTooHigh, [world.lock()], [user]);
    world.setTime(readyAt + BigInt(delays[1]) + 1n);
    world.fails(E.ExecutionExpired, [execute]);
    world.setTime(readyAt + BigInt(delays[1]));
    world.ok([execute]);
    world.ok([world.lock()], [user]);
    world.fails(E.AlreadyExecuted, [execute]);
  }
});

test('lowerLevel_RaisedMeanwhile_Refused', () => {
  for (const scope of Object.values(scopes)) {
    const world = World.create();
    world.ok([world.raise(2, scope)]);
    const subject = scope.kind === 3 ? addresses.asset(gold.id) : undefined;
    const { schedule, execute } = loosening(world, 'LowerLevel', lowerLevel(0, scope), { subject, changed: subject });
    world.ok([schedule]);
    world.ok([world.raise(3, scope)]);
    world.setTime(START + BigInt(delays[0]));
    world.fails(E.TightenedSince, [execute]);
  }
});

test('lowerLevel_OfAnAssetWhoseLimitsWereLowered_Refused', () => {
  const world = World.create();
  world.ok([world.raise(2, scopes.asset)]);
  const asset = addresses.asset(gold.id);
  const { schedule, execute } = loosening(world, 'LowerLevel', lowerLevel(0, scopes.asset), { subject: asset, changed: asset });
  world.ok([schedule]);
  world.ok([lowerLimits(world, gold, lowered({ maxRelease: 1n }))]);
  world.setTime(START + BigInt(delays[0]));
  world.fails(E.TightenedSince, [execute]);
});

test('lowerLevel_NotLower_Refused', () => {
  const world = World.create();
  world.ok([world.raise(2)]);
  const { schedule, execute } = loosening(world, 'LowerLevel', lowerLevel(2));
  world.ok([schedule]);
  world.setTime(START + BigInt(delays[0]));
  world.fails(E.LevelNotLower, [execute]);
});

test('lowerLevel_OfAnotherScopeThanSigned_Refused', () => {
  const world = World.create();
  for (const scope of Object.values(scopes)) world.ok([world.raise(4, scope)]);
  const { schedule, execute } = loosening(world, 'LowerLevel', lowerLevel(0, scopes.asset), { subject: addresses.asset(gold.id), changed: addresses.asset(wrapped.id) });
  world.ok([schedule]);
  world.setTime(START + BigInt(delays[0]));
  world.fails(E.WrongAccount, [execute]);
});

test('veto_ByAnyOne_IsFinal', () => {
  for (const by of [sentinels[0], officers[0], officers[2]]) {
    const world = World.create();
    world.ok([world.raise(4)]);
    const { schedule, execute, paper } = loosening(world, 'LowerLevel', lowerLevel(0));
    world.fails(E.NothingToVeto, [veto(world, paper.digest, by)]);
    world.ok([schedule]);
    world.ok([veto(world, paper.digest, by)]);
    world.setTime(START + BigInt(delays[0]));
    world.fails(E.Vetoed, [execute]);
    world.fails(E.NothingToVeto, [veto(world, paper.digest, by)]);
    // Other officers' signatures under the same words do not bring it back.
    const again = { ...paper, signatures: [officers[1], officers[2]].map((officer) => officer.sign(paper.digest)) };
    world.patch(addresses.config, 352 + 24, be(0, 8));
    world.refused([instructions.risk({ payer: payer.key, paper: again, record: addresses.proposal(paper.digest) })]);
    world.fails(E.Vetoed, [execute]);
  }
});

test('veto_OfAnotherProposalThanSigned_Refused', () => {
  const world = World.create();
  const [one, two] = [0, 1].map((level) => loosening(world, 'LowerLevel', lowerLevel(level)));
  for (const { schedule } of [one, two]) world.ok([schedule]);
  const instruction = veto(world, one.paper.digest);
  instruction.accounts[3].key = addresses.proposal(two.paper.digest);
  world.fails(E.WrongAccount, [instruction]);
});

test('execute_OtherWordsThanScheduled_Refused', () => {
  const world = World.create();
  world.ok([world.raise(4)]);
  const { schedule, execute } = loosening(world, 'LowerLevel', lowerLevel(3));
  world.ok([schedule]);
  world.setTime(START + BigInt(delays[0]));
  execute.data[2 + 32 * 3 + 31] = 0;
  world.fails(E.NotScheduled, [execute]);
});

test('execute_OfAnOfficerWhoIsNoneAnyMore_Refused', () => {
  for (const gone of [0, 1]) {
    const world = World.create();
    world.ok([world.raise(4)]);
    const { schedule, execute } = loosening(world, 'LowerLevel', lowerLevel(0));
    world.ok([schedule]);
    loosen(world, 'RevokeRole', { account: officers[gone].address, role: 1 }, { by: officers.filter((_, i) => i !== gone) });
    world.fails(E.NotOfficer, [execute]);
  }
});

test('lowerLimits_NothingLowerOrOneHigher_Refused', () => {
  const world = World.create();
  world.fails(E.LimitsNotLower, [lowerLimits(world, gold, lowered({}))]);
  for (const change of [{ maxRelease: limits.maxRelease + 1n }, { capacity: limits.capacity + 1n }, { refillPerSecond: limits.refill + 1n }])
    world.fails(E.LimitsNotLower, [lowerLimits(world, gold, lowered({ holdThreshold: 0n, ...change }))]);
  world.ok([world.limit(gold, { holdThreshold: 5n })], [governor]);
  world.fails(E.LimitsNotLower, [lowerLimits(world, gold, lowered({ maxRelease: 1n, holdThreshold: 6n }))]);
  world.fails(E.InvalidLimits, [lowerLimits(world, gold, lowered({ refillPerSecond: 0n, holdThreshold: 5n }))]);
});

test('lowerLimits_ByASentinel_AtOnce', () => {
  const world = World.create();
  world.ok([lowerLimits(world, gold, lowered({ maxRelease: 10n }))]);
  world.fails(E.AboveMaxRelease, [world.release({ amount: 11n })]);
  world.ok([lowerLimits(world, gold, lowered({ maxRelease: 10n, holdThreshold: 10n }))]);
  world.fails(E.HoldRequired, [world.release({ amount: 10n })]);
  world.ok([lowerLimits(world, gold, () => ({ asset: gold.id, maxRelease: 0n, capacity: 0n, refillPerSecond: 0n, holdThreshold: 0n }))]);
  world.fails(E.AssetClosed, [world.release({ amount: 1n })]);
  const wrong = lowerLimits(world, wrapped, lowered({ maxRelease: 1n }));
  wrong.accounts[4].key = addresses.asset(gold.id);
  world.fails(E.WrongAccount, [wrong]);
});

test('setLimits_ByTwoOfficers_AfterTheDelay', () => {
  const world = World.create();
  const values = { asset: gold.id, maxRelease: 2_000_000n, capacity: 9_000_000n, refillPerSecond: 5n, holdThreshold: 1_500_000n };
  loosen(world, 'SetLimits', values, { changed: addresses.asset(gold.id) });
  const { maxRelease, capacity, refill, holdThreshold } = world.asset(gold);
  equal([maxRelease, capacity, refill, holdThreshold], [2_000_000n, 9_000_000n, 5n, 1_500_000n], 'limits');
  const { schedule, execute } = loosening(world, 'SetLimits', { ...values, maxRelease: 1n }, { changed: addresses.asset(wrapped.id) });
  world.ok([schedule]);
  world.setTime(world.now + BigInt(delays[0]));
  world.fails(E.WrongAccount, [execute]);
});

const widened = { asset: gold.id, maxRelease: 2_000_000n, capacity: 9_000_000n, refillPerSecond: 5n, holdThreshold: 1_500_000n };
const onGold = { changed: addresses.asset(gold.id) };

test('setLimits_TightenedMeanwhile_Refused', () => {
  for (const tighten of [(world) => lowerLimits(world, gold, lowered({ holdThreshold: 0n })), (world) => world.raise(1, scopes.asset)]) {
    const world = World.create();
    const { schedule, execute } = loosening(world, 'SetLimits', widened, onGold);
    world.ok([schedule]);
    world.ok([tighten(world)]);
    world.setTime(START + BigInt(delays[0]));
    world.fails(E.TightenedSince, [execute]);
    // Those who know of it may agree anew.
    loosen(world, 'SetLimits', widened, onGold);
    equal(world.asset(gold).maxRelease, 2_000_000n, 'largest release');
  }
});

test('setLimits_AnotherAssetTightenedOrLimitsSet_CarriedOut', () => {
  const world = World.create();
  const [first, second] = [widened, { ...widened, maxRelease: 3_000_000n }].map((values) => loosening(world, 'SetLimits', values, onGold));
  world.ok([first.schedule]);
  world.ok([second.schedule]);
  world.ok([lowerLimits(world, wrapped, lowered({ maxRelease: 1n }))]);
  for (const scope of [scopes.everything, scopes.lane]) world.ok([world.raise(1, scope)]);
  world.setTime(START + BigInt(delays[0]));
  for (const { execute } of [first, second]) world.ok([execute]);
  equal(world.asset(gold).maxRelease, 3_000_000n, 'largest release');
});

test('setLimits_AgreedOnBeforeTheListing_CarriedOut', () => {
  const world = World.create();
  const { asset, fields, places } = assetFor.listing(world, 2);
  const list = loosening(world, 'ListAsset', fields, places);
  const limit = loosening(world, 'SetLimits', { ...widened, asset: asset.id }, { changed: addresses.asset(asset.id) });
  for (const { schedule } of [list, limit]) world.ok([schedule]);
  world.setTime(START + BigInt(delays[0]));
  world.fails(E.WrongOwner, [limit.execute]);
  for (const { execute } of [list, limit]) world.ok([execute]);
  equal(world.asset(asset).maxRelease, 2_000_000n, 'largest release');
});

test('setLimits_ScheduledWithAnotherAccountThanItsAsset_Refused', () => {
  // An empty or another account would say that nobody has tightened it yet.
  const world = World.create();
  world.ok([world.raise(1, scopes.asset)]);
  const { schedule } = loosening(world, 'SetLimits', widened);
  for (const key of [new Uint8Array(32).fill(7), addresses.asset(wrapped.id), addresses.config]) {
    schedule.accounts[4].key = key;
    world.fails(E.WrongAccount, [schedule]);
  }
});
