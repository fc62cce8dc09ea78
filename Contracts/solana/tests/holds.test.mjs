import { E } from './lib/errors.mjs';
import { be, readBe } from './lib/bytes.mjs';
import { encodeTransfer, leafOf } from './lib/protocol.mjs';
import { equal, test } from './lib/runner.mjs';
import { approve, loosen, reject } from './lib/staff.mjs';
import { EVM, MOST, OTHER, START, World, addresses, ataOf, gold, governor, limits, officers, payer, user, wrapped } from './lib/world.mjs';

const threshold = 1_000n;
const [minAge] = [50n];

/** A world that holds from 1,000 units on. */
function cautious() {
  const world = World.create();
  for (const asset of [gold, wrapped]) world.ok([world.limit(asset, { holdThreshold: threshold })], [governor]);
  return world;
}

const stateOf = (world, sequence = 1n) => world.data(addresses.hold(EVM, sequence))[42];
const transfer = (world, change = {}) => world.transfer({ amount: threshold, ...change });

function held(world, change = {}) {
  const t = transfer(world, change);
  world.ok([world.hold({ amount: threshold, ...change })]);
  return t;
}

function approved(world, change = {}) {
  const t = held(world, change);
  world.ok([approve(world, t, officers[0])]);
  world.ok([approve(world, t, officers[1])]);
  return t;
}

test('hold_AtTheThreshold_IsWrittenDownAndNotPaid', () => {
  const world = cautious();
  const before = world.balance(ataOf(user.key, gold));
  world.fails(E.HoldRequired, [world.release({ amount: threshold })]);
  const outcome = world.ok([world.hold({ amount: threshold })]);
  const data = world.data(addresses.hold(EVM, 1n));
  const encoded = encodeTransfer(transfer(world));
  equal(data.length, 256, 'size');
  equal(data.slice(8, 40), leafOf(encoded), 'leaf');
  equal([readBe(data.slice(40, 42)), data[42], readBe(data.slice(48, 56)), readBe(data.slice(56, 64))].map(Number), [EVM, 1, 1, Number(START)], 'source, state, sequence, time');
  equal(data.slice(64, 104), new Uint8Array(40), 'approvers');
  equal(data.slice(104, 254), encoded, 'transfer');
  equal(world.consumed(EVM, 1n), true, 'consumed');
  equal(world.balance(ataOf(user.key, gold)), before, 'paid');
  equal(world.asset(gold).level, limits.capacity, 'bucket');
  world.fails(E.AlreadyConsumed, [world.release({ amount: threshold })]);
  world.fails(E.AlreadyConsumed, [world.hold({ amount: threshold })]);
  world.ok([world.release({ sequence: 2n, amount: threshold - 1n })]);
  return `${outcome.units} CU`;
});

test('hold_BelowTheThreshold_Refused', () => {
  const world = cautious();
  world.fails(E.HoldNotRequired, [world.hold({ amount: threshold - 1n })]);
  equal(world.consumed(EVM, 1n), false, 'consumed');
});

test('hold_ThatNobodySigned_Refused', () => {
  const world = cautious();
  world.fails(E.InvalidSignature, [world.hold({ amount: threshold }, { signature: new Uint8Array(96) })]);
  world.fails(E.WrongEpoch, [world.hold({ amount: threshold }, { epoch: 2 })]);
});

test('hold_ByteOfTheBumpNotZero_Refused', () => {
  const world = cautious();
  const instruction = world.hold({ amount: threshold });
  instruction.data[1] = 1;
  world.fails(E.InvalidInstructionData, [instruction]);
});

test('hold_AtTheAddressOfAnotherTransfer_Refused', () => {
  const world = cautious();
  const instruction = world.hold({ amount: threshold });
  for (const key of [addresses.hold(EVM, 2n), addresses.hold(OTHER, 1n), addresses.void(EVM, 1n)]) {
    instruction.accounts[3].key = key;
    world.fails(E.WrongAccount, [instruction]);
  }
});

test('test_Museum_M75_ClosedAsset_NotEvenHeld', () => {
  const world = cautious();
  world.ok([world.limit(gold, { maxRelease: 0n, capacity: 0n, refill: 0n, holdThreshold: 0n })], [governor]);
  world.fails(E.AssetClosed, [world.hold({ amount: threshold })]);
});

test('approveHold_TwoOfficers_ThenOldEnough_IsPaid', () => {
  for (const asset of [gold, wrapped]) {
    const world = cautious();
    const change = { assetId: asset.id };
    const t = transfer(world, change);
    const before = world.balance(ataOf(user.key, asset));
    world.ok([world.hold({ amount: threshold, ...change }, { asset })]);
    const execute = world.executeHold({ amount: threshold, ...change }, { asset });
    world.fails(E.HoldNotApproved, [execute]);
    world.ok([approve(world, t, officers[0])]);
    world.fails(E.HoldNotApproved, [execute]);
    world.ok([approve(world, t, officers[1])]);
    world.setTime(START + minAge - 1n);
    world.fails(E.HoldTooYoung, [execute]);
    world.setTime(START + minAge);
    const outcome = world.ok([execute]);
    equal(world.balance(ataOf(user.key, asset)) - before, threshold * world.asset(asset).units, 'paid');
    equal(stateOf(world), 2, 'state');
    equal([world.asset(asset).released, world.asset(asset).level], [threshold, limits.capacity - threshold], 'counted and charged');
    world.fails(E.NotHeld, [execute]);
    if (asset === wrapped) return `${outcome.units} CU`;
  }
  throw new Error('unreachable');
});

test('approveHold_OneOfficerTwiceOrAThird_Refused', () => {
  const world = cautious();
  const t = held(world);
  world.ok([approve(world, t, officers[0])]);
  world.fails(E.SameOfficer, [approve(world, t, officers[0])]);
  world.ok([approve(world, t, officers[1])]);
  world.fails(E.AlreadyApproved, [approve(world, t, officers[2])]);
  world.fails(E.AlreadyApproved, [approve(world, t, officers[1])]);
});

test('approveHold_OfOtherFieldsOrAnotherTransfer_Refused', () => {
  const world = cautious();
  const t = held(world);
  for (const type of [approve, reject]) {
    world.fails(E.NotHeld, [type(world, t, officers[0], { leaf: new Uint8Array(32).fill(1) })]);
    world.fails(E.NotHeld, [type(world, { ...t, amount: threshold + 1n }, officers[0])]);
    const other = type(world, t, officers[0], { sequence: 2n });
    world.fails(E.WrongAccount, [other]);
    world.fails(E.WrongAccount, [type(world, t, officers[0], { source: OTHER })]);
    world.fails(E.NotHeld, [type(world, { ...t, sequence: 9n }, officers[0])]);
  }
});

test('approveHold_WithTheAccountOfAnotherAsset_Refused', () => {
  const world = cautious();
  const t = held(world);
  const instruction = approve(world, t, officers[0]);
  instruction.accounts[4].key = addresses.asset(wrapped.id);
  world.fails(E.WrongAccount, [instruction]);
});

test('executeHold_OfOtherFields_Refused', () => {
  const world = cautious();
  const t = approved(world);
  world.setTime(START + minAge);
  for (const [offset, bytes] of [[78, be(threshold + 1n, 8)], [118, payer.key], [46, wrapped.id], [45, Uint8Array.of(2)], [0, Uint8Array.of(2)], [149, Uint8Array.of(t.recipient[31] ^ 1)]]) {
    const instruction = world.executeHold({ amount: threshold });
    instruction.data.set(bytes, 1 + offset);
    world.fails(E.NotHeld, [instruction]);
  }
  // The accounts of another asset would pay in its coin.
  world.fails(E.WrongAccount, [world.executeHold({ amount: threshold }, { asset: wrapped })]);
  world.ok([world.executeHold({ amount: threshold })]);
});

test('executeHold_OfAnApproverWhoIsNoOfficerAnyMore_Refused', () => {
  for (const gone of [0, 1]) {
    const world = cautious();
    approved(world);
    loosen(world, 'RevokeRole', { account: officers[gone].address, role: 1 }, { by: officers.filter((_, i) => i !== gone) });
    world.fails(E.NotOfficer, [world.executeHold({ amount: threshold })]);
  }
});

test('approveHold_InPlaceOfAnApproverWhoIsNoOfficerAnyMore_IsPaid', () => {
  for (const gone of [0, 1]) {
    const world = cautious();
    const t = approved(world);
    loosen(world, 'RevokeRole', { account: officers[gone].address, role: 1 }, { by: officers.filter((_, i) => i !== gone) });
    world.fails(E.NotOfficer, [approve(world, t, officers[gone])]);
    world.fails(E.SameOfficer, [approve(world, t, officers[1 - gone])]);
    world.ok([approve(world, t, officers[2])]);
    world.fails(E.AlreadyApproved, [approve(world, t, officers[1 - gone])]);
    world.ok([world.executeHold({ amount: threshold })]);
    equal(stateOf(world), 2, 'state');
  }
});

test('approveHold_AfterTheOnlyApproverWasRevoked_TakesTwoMore', () => {
  const world = cautious();
  const t = held(world);
  world.ok([approve(world, t, officers[0])]);
  loosen(world, 'RevokeRole', { account: officers[0].address, role: 1 }, { by: officers.slice(1) });
  world.ok([approve(world, t, officers[1])]);
  world.fails(E.HoldNotApproved, [world.executeHold({ amount: threshold })]);
  world.ok([approve(world, t, officers[2])]);
  world.ok([world.executeHold({ amount: threshold })]);
});

test('executeHold_WithinLimitsOnly', () => {
  const world = cautious();
  approved(world);
  world.setTime(START + minAge);
  world.ok([world.limit(gold, { maxRelease: threshold - 1n, holdThreshold: threshold })], [governor]);
  world.fails(E.AboveMaxRelease, [world.executeHold({ amount: threshold })]);
  world.ok([world.limit(gold, { maxRelease: 0n, capacity: 0n, refill: 0n })], [governor]);
  world.fails(E.AssetClosed, [world.executeHold({ amount: threshold })]);
  world.ok([world.limit(gold, { holdThreshold: threshold })], [governor]);
  const outcome = world.fails(E.AboveLimit, [world.executeHold({ amount: threshold })]);
  equal(readBe(outcome.returnData), START + minAge + 1n, 'fits at');
  world.setTime(START + minAge + 1n);
  world.ok([world.executeHold({ amount: threshold })]);
});

test('test_Museum_M75_OldHold_StaysHeldForEver', () => {
  const world = cautious();
  const t = held(world);
  world.ok([approve(world, t, officers[0])]);
  world.setTime(START + 10n ** 9n);
  world.fails(E.HoldNotApproved, [world.executeHold({ amount: threshold })]);
  world.fails(E.AlreadyConsumed, [world.release({ amount: threshold })]);
});

test('rejectHold_ByOneOfficer_IsVoidForEver', () => {
  const world = cautious();
  const t = approved(world);
  world.ok([reject(world, t, officers[2])]);
  equal(stateOf(world), 3, 'state');
  const data = world.data(addresses.void(EVM, 1n));
  equal([data.length, data[42], Number(readBe(data.slice(40, 42))), Number(readBe(data.slice(48, 56)))], [64, 1, EVM, 1], 'record');
  equal(data.slice(8, 40), leafOf(encodeTransfer(t)), 'leaf');
  world.setTime(START + minAge);
  world.fails(E.NotHeld, [world.executeHold({ amount: threshold })]);
  world.fails(E.NotHeld, [approve(world, t, officers[0])]);
  world.fails(E.NotHeld, [reject(world, t, officers[0])]);
  world.fails(E.AlreadyVoided, [world.void({ amount: threshold })]);
  world.fails(E.AlreadyConsumed, [world.release({ amount: threshold })]);
});

test('rejectHold_VoidRecordElsewhere_Refused', () => {
  const world = cautious();
  const t = held(world);
  const instruction = reject(world, t, officers[0]);
  instruction.accounts[4].key = addresses.void(EVM, 2n);
  world.fails(E.WrongAccount, [instruction]);
});

test('hold_ThresholdOfZero_HoldsEverything_AndTheLargestNothing', () => {
  const world = World.create();
  world.ok([world.limit(gold, { holdThreshold: 0n })], [governor]);
  world.fails(E.HoldRequired, [world.release({ amount: 1n })]);
  world.ok([world.limit(gold, { holdThreshold: MOST })], [governor]);
  world.ok([world.release({ amount: limits.maxRelease })]);
});
