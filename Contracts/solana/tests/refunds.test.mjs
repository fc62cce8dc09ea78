import { E } from './lib/errors.mjs';
import { SYSTEM } from './lib/addresses.mjs';
import { be, readBe } from './lib/bytes.mjs';
import { Guardians } from './lib/guardians.mjs';
import { attestation, encodeTransfer, leafOf, refundMessage, rotateMessage, voidMessage } from './lib/protocol.mjs';
import { equal, test } from './lib/runner.mjs';
import { approve } from './lib/staff.mjs';
import { Key } from './lib/transaction.mjs';
import {
  EVM, OTHER, SOLANA, START, World, addresses, ataOf, bridgeId, delays, gold, governor, guardians, officers, stranger, user, wrapped,
} from './lib/world.mjs';

const delay = BigInt(delays[3]);

function locked(change = {}) {
  const world = World.create();
  if (change.asset === wrapped) world.ok([world.release({ assetId: wrapped.id, amount: 10_000n }, { asset: wrapped })]);
  world.ok([world.lock(change)], [user]);
  return world;
}

/** Old enough to be asked back. */
function late(change) {
  const world = locked(change);
  world.setTime(START + delay);
  return world;
}

const refundRecord = (world, sequence = 1n) => world.data(addresses.refund(EVM, sequence));

test('requestRefund_Early_Refused', () => {
  const world = locked();
  for (const now of [START, START + delay - 1n]) {
    world.setTime(now);
    world.fails(E.RefundTooEarly, [world.requestRefund()], [user]);
  }
});

test('requestRefund_BySomebodyElse_Refused', () => {
  const world = late();
  const instruction = world.requestRefund();
  instruction.accounts[1].key = stranger.key;
  world.fails(E.NotSender, [instruction], [stranger]);
  const unsigned = world.requestRefund();
  unsigned.accounts[1].signer = false;
  world.fails(E.MissingSignature, [unsigned]);
});

test('requestRefund_OfWhatWasNotLocked_Refused', () => {
  const world = late();
  for (const change of [{ amount: 5_001n }, { sequence: 2n }, { recipient: stranger.key }, { kind: 2 }, { assetId: wrapped.id }, { version: 2 }, { bridgeId: new Uint8Array(32) }])
    world.fails(E.NotLocked, [world.requestRefund(change)], [user]);
  world.fails(E.WrongChain, [world.requestRefund({ source: EVM })], [user]);
  world.fails(E.NotLocked, [world.requestRefund({ destination: OTHER })], [user]);
});

test('requestRefund_AccountOfAnotherAsset_Refused', () => {
  const world = late();
  world.fails(E.WrongAccount, [world.requestRefund({ asset: wrapped })], [user]);
});

test('requestRefund_RecordOfZeros_IsNoLock', () => {
  const world = late();
  const instruction = world.requestRefund({ sequence: 2n });
  instruction.data.set(new Uint8Array(150), 1);
  world.refused([instruction], [user]);
  instruction.data.set(be(SOLANA, 2), 1 + 33);
  instruction.data.set(be(EVM, 2), 1 + 35);
  instruction.data.set(be(2n, 8), 1 + 37);
  world.fails(E.NotLocked, [instruction], [user]);
});

test('requestRefund_ForgedPageOrAnotherRange_Refused', () => {
  const world = late();
  const forged = new Key().key;
  world.put(forged, world.data(addresses.outboxPage(EVM, 0n)), stranger.key);
  for (const [key, error] of [[forged, E.WrongOwner], [addresses.outboxPage(EVM, 1n), E.NotLocked], [addresses.outboxPage(OTHER, 0n), E.NotLocked], [addresses.consumedPage(EVM, 0n), E.WrongAccount]]) {
    const instruction = world.requestRefund();
    instruction.accounts[4].key = key;
    world.fails(error, [instruction], [user]);
  }
});

test('requestRefund_Valid_IsRecordedAndMovesNothing', () => {
  const world = late();
  const before = world.balance(ataOf(user.key, gold));
  const outcome = world.ok([world.requestRefund()], [user]);
  const data = refundRecord(world);
  equal([data.length, data[42], Number(readBe(data.slice(40, 42))), Number(readBe(data.slice(48, 56)))], [64, 1, EVM, 1], 'record');
  equal(data.slice(8, 40), leafOf(encodeTransfer(world.locked())), 'leaf');
  equal(readBe(data.slice(56)), world.svm.getClock().slot, 'slot');
  equal(world.balance(ataOf(user.key, gold)), before, 'balance');
  world.fails(E.RefundRequestedAlready, [world.requestRefund()], [user]);
  world.ok([world.refund()]);
  world.fails(E.AlreadyRefunded, [world.requestRefund()], [user]);
  return `${outcome.units} CU`;
});

test('requestRefund_RecordElsewhere_Refused', () => {
  const world = late();
  world.ok([world.lock()], [user]);
  world.setTime(START + 2n * delay);
  const instruction = world.requestRefund();
  instruction.accounts[5].key = addresses.refund(EVM, 2n);
  world.fails(E.WrongAccount, [instruction], [user]);
  world.ok([world.requestRefund({ sequence: 2n })], [user]);
  world.fails(E.WrongAccount, [instruction], [user]);
});

test('void_ThatNobodySigned_Refused', () => {
  const world = World.create();
  world.fails(E.InvalidSignature, [world.void({}, { signature: new Uint8Array(96) })]);
  world.fails(E.InvalidSignature, [world.void({}, { group: new Guardians() })]);
  for (const epoch of [0, 2]) world.fails(E.WrongEpoch, [world.void({}, { epoch })]);
  for (const change of [{ source: OTHER }, { destination: OTHER }, { sequence: 2n }, { leaf: new Uint8Array(32).fill(1) }, { bridgeId: new Uint8Array(32).fill(2) }]) {
    const leaf = leafOf(encodeTransfer(world.transfer()));
    const signature = guardians.sign(voidMessage({ bridgeId, epoch: 1, source: EVM, destination: SOLANA, sequence: 1n, leaf, ...change }));
    world.fails(E.InvalidSignature, [world.void({}, { signature })]);
  }
});

test('void_Valid_ThenNeverReleased', () => {
  const world = World.create();
  const outcome = world.ok([world.void()]);
  equal(world.consumed(EVM, 1n), true, 'consumed');
  const data = world.data(addresses.void(EVM, 1n));
  equal([data.length, data[42], Number(readBe(data.slice(40, 42))), Number(readBe(data.slice(48, 56)))], [64, 1, EVM, 1], 'record');
  equal(data.slice(8, 40), leafOf(encodeTransfer(world.transfer())), 'leaf');
  world.fails(E.AlreadyConsumed, [world.release()]);
  world.fails(E.AlreadyVoided, [world.void()]);
  world.ok([world.release({ sequence: 2n })]);
  return `${outcome.units} CU`;
});

test('void_OfWhatWasPaid_Refused', () => {
  const world = World.create();
  world.ok([world.release()]);
  world.fails(E.AlreadyConsumed, [world.void()]);
  world.ok([world.limit(gold, { holdThreshold: 0n })], [governor]);
  world.ok([world.hold({ sequence: 2n })]);
  for (const officer of officers.slice(0, 2)) world.ok([approve(world, world.transfer({ sequence: 2n }), officer)]);
  world.setTime(START + BigInt(delays[2]));
  world.ok([world.executeHold({ sequence: 2n })]);
  world.fails(E.AlreadyConsumed, [world.void({ sequence: 2n })]);
});

test('void_OfAHold_EndsIt', () => {
  const world = World.create();
  world.ok([world.limit(gold, { holdThreshold: 0n })], [governor]);
  for (const sequence of [1n, 2n]) world.ok([world.hold({ sequence })]);
  const elsewhere = world.void();
  elsewhere.accounts[5].key = addresses.hold(EVM, 2n);
  world.fails(E.WrongAccount, [elsewhere]);
  world.ok([world.void()]);
  equal(world.data(addresses.hold(EVM, 1n))[42], 3, 'state');
  world.fails(E.NotHeld, [approve(world, world.transfer(), officers[0])]);
});

test('void_OfAnotherDestination_Refused', () => {
  const world = World.create();
  world.fails(E.WrongChain, [world.void({ destination: EVM })]);
  world.fails(E.InvalidTransfer, [world.void({ bridgeId: new Uint8Array(32).fill(1) })]);
});

test('void_PageOrRecordElsewhere_Refused', () => {
  const world = World.create();
  for (const [place, key] of [[3, addresses.consumedPage(OTHER, 0n)], [4, addresses.void(EVM, 2n)], [4, addresses.refund(EVM, 1n)], [2, addresses.asset(wrapped.id)]]) {
    const instruction = world.void();
    instruction.accounts[place].key = key;
    world.fails(E.WrongAccount, [instruction]);
  }
});

test('void_OfAnAssetThatIsNotRegisteredHere_Works', () => {
  const world = World.create();
  const assetId = new Uint8Array(32).fill(0xaa);
  const asset = { ...gold, id: assetId };
  const hidden = world.void({ assetId }, { asset });
  hidden.accounts[2].key = new Key().key;
  world.fails(E.WrongAccount, [hidden]);
  world.ok([world.void({ assetId }, { asset })]);
});

test('void_EmptyAccountInsteadOfTheAsset_Refused', () => {
  const world = World.create();
  world.ok([world.raise(5, { kind: 3, scope: gold.id })]);
  const instruction = world.void();
  instruction.accounts[2].key = new Key().key;
  world.fails(E.WrongAccount, [instruction]);
  world.fails(E.LevelTooHigh, [world.void()]);
});

test('refund_ThatNobodySigned_Refused', () => {
  const world = locked();
  world.fails(E.InvalidSignature, [world.refund({}, { signature: new Uint8Array(96) })]);
  world.fails(E.InvalidSignature, [world.refund({}, { group: new Guardians() })]);
  for (const epoch of [0, 2]) world.fails(E.WrongEpoch, [world.refund({}, { epoch })]);
});

test('test_Museum_M04_NoOtherMessageEndsATransfer', () => {
  const world = locked();
  const out = encodeTransfer(world.locked());
  const base = { bridgeId, epoch: 1, sequence: 1n, source: SOLANA, destination: EVM, leaf: leafOf(out) };
  const rotation = rotateMessage({ ...base, chain: SOLANA, newEpoch: 2, newKey: guardians.key });
  const released = attestation({ ...base, first: 1n, count: 1, root: leafOf(out) });
  for (const message of [voidMessage(base), rotation, released, leafOf(out)]) world.fails(E.InvalidSignature, [world.refund({}, { signature: guardians.sign(message) })]);
  const incoming = { ...base, source: EVM, destination: SOLANA, leaf: leafOf(encodeTransfer(world.transfer())) };
  for (const message of [refundMessage(incoming), rotation, attestation({ ...incoming, first: 1n, count: 1, root: incoming.leaf }), incoming.leaf])
    world.fails(E.InvalidSignature, [world.void({}, { signature: guardians.sign(message) })]);
  world.ok([world.refund()]);
  world.ok([world.void()]);
});

test('refund_OfWhatWasNotLocked_Refused', () => {
  const world = locked();
  for (const change of [{ amount: 5_001n }, { sequence: 2n }, { sender: stranger.key }, { recipient: user.key }]) world.fails(E.NotLocked, [world.refund(change)]);
  world.fails(E.WrongChain, [world.refund({ source: EVM })]);
});

test('refund_InTheCoinOfAnotherAsset_Refused', () => {
  const world = locked();
  world.fails(E.WrongAccount, [world.refund({}, { asset: wrapped })]);
});

test('refund_Once_PaysTheSender', () => {
  for (const asset of [gold, wrapped]) {
    const amount = asset === gold ? 5_000_000n : 5_000n;
    const world = locked({ asset, amount });
    const change = { assetId: asset.id, asset };
    const before = world.balance(ataOf(user.key, asset));
    const { released, level } = world.asset(asset);
    const outcome = world.ok([world.refund(change, { asset })]);
    equal(world.balance(ataOf(user.key, asset)) - before, amount, 'paid');
    equal(refundRecord(world)[42], 2, 'state');
    equal([world.asset(asset).released - released, level - world.asset(asset).level], [5_000n, 5_000n], 'counted and charged');
    world.fails(E.AlreadyRefunded, [world.refund(change, { asset })]);
    if (asset === wrapped) return `${outcome.units} CU`;
  }
  throw new Error('unreachable');
});

test('refund_AfterTheRequest_PaysOnce', () => {
  const world = late();
  world.ok([world.requestRefund()], [user]);
  world.ok([world.refund()]);
  equal(refundRecord(world)[42], 2, 'state');
  world.fails(E.AlreadyRefunded, [world.refund()]);
});

test('refund_RecordElsewhere_Refused', () => {
  const world = late();
  world.ok([world.lock()], [user]);
  const fresh = world.refund();
  fresh.accounts[11].key = addresses.refund(EVM, 2n);
  world.fails(E.WrongAccount, [fresh]);
  world.setTime(START + 2n * delay);
  world.ok([world.requestRefund({ sequence: 2n })], [user]);
  world.fails(E.WrongAccount, [fresh]);
});

test('refund_ToSomebodyElsesAccount_Refused', () => {
  const world = locked();
  const other = new Key().key;
  world.token(other, { mint: gold.mint, owner: user.key });
  for (const key of [other, ataOf(user.key, wrapped), addresses.custody(gold.mint)]) {
    const instruction = world.refund();
    instruction.accounts[6].key = key;
    world.fails(E.WrongAccount, [instruction]);
  }
  world.put(ataOf(user.key, gold), new Uint8Array(0), SYSTEM, 1n);
  world.fails(E.WrongTokenProgram, [world.refund()]);
});

test('refund_AboveTheBucket_WaitsAndHoldThresholdDoesNotApply', () => {
  const world = locked();
  world.ok([world.limit(gold, { maxRelease: 4_999n, capacity: 10_000n, refill: 10n, holdThreshold: 1n })], [governor]);
  world.fails(E.AboveMaxRelease, [world.refund()]);
  world.ok([world.limit(gold, { maxRelease: 8_000n, capacity: 10_000n, refill: 10n, holdThreshold: 2n ** 64n - 1n })], [governor]);
  world.ok([world.release({ amount: 7_000n })]);
  world.ok([world.limit(gold, { maxRelease: 8_000n, capacity: 10_000n, refill: 10n, holdThreshold: 1n })], [governor]);
  const outcome = world.fails(E.AboveLimit, [world.refund()]);
  equal(readBe(outcome.returnData), START + 200n, 'fits at');
  world.setTime(START + 200n);
  world.ok([world.refund()]);
});

test('test_Museum_M20_RefundsAndReleasesShareOneBucket', () => {
  const world = locked();
  world.ok([world.limit(gold, { maxRelease: 5_000n, capacity: 5_000n, refill: 1n })], [governor]);
  world.ok([world.refund()]);
  world.fails(E.AboveLimit, [world.release({ amount: 1n })]);
  equal(world.asset(gold).level, 0n, 'level');
});
