import { E } from './lib/errors.mjs';
import { be, concat, readBe } from './lib/bytes.mjs';
import { Guardians, ORDER } from './lib/guardians.mjs';
import { rotateMessage } from './lib/protocol.mjs';
import { equal, test } from './lib/runner.mjs';
import { Key } from './lib/transaction.mjs';
import { EVM, SOLANA, World, addresses, bridgeId, guardians, instructions, stranger } from './lib/world.mjs';

const next = new Guardians();

function rotate(change = {}, group = guardians) {
  const body = { bridgeId, epoch: 1, chain: SOLANA, newEpoch: 2, newKey: next.key, ...change };
  return instructions.rotateKey({ newEpoch: body.newEpoch, newKey: body.newKey, signature: body.signature ?? group.sign(rotateMessage(body)) });
}

const epochOf = (world) => Number(readBe(world.data(addresses.config).slice(108, 112)));

test('rotateKey_SignedByAnotherGroup_Refused', () => {
  const world = World.create();
  world.fails(E.InvalidSignature, [rotate({}, next)]);
  world.fails(E.InvalidSignature, [rotate({ signature: new Uint8Array(96) })]);
});

test('rotateKey_ForAnotherChainBridgeOrEpoch_Refused', () => {
  const world = World.create();
  for (const change of [{ chain: EVM }, { chain: 0 }, { bridgeId: new Uint8Array(32).fill(1) }, { epoch: 2 }, { epoch: 0 }])
    world.fails(E.InvalidSignature, [rotate(change)]);
});

test('rotateKey_EpochNotTheNext_Refused', () => {
  const world = World.create();
  for (const newEpoch of [0, 1, 3, 0xffffffff]) world.fails(E.WrongEpoch, [rotate({ newEpoch })]);
});

test('rotateKey_LastEpochThereIs_NoneAfterIt', () => {
  const world = World.create();
  world.patch(addresses.config, 108, be(0xffffffff, 4));
  world.fails(E.WrongEpoch, [rotate({ epoch: 0xffffffff, newEpoch: 0 })]);
});

test('rotateKey_InvalidNewKey_Refused', () => {
  const world = World.create();
  const keys = [new Uint8Array(33), concat(Uint8Array.of(2), new Uint8Array(32)), concat(Uint8Array.of(2), be(5, 32)), concat(Uint8Array.of(3), be(ORDER, 32)),
    concat(Uint8Array.of(4), next.key.slice(1))];
  for (const newKey of keys) world.fails(E.InvalidGroupKey, [rotate({ newKey })]);
});

test('rotateKey_OtherKeyThanSigned_Refused', () => {
  const world = World.create();
  const instruction = rotate();
  for (const offset of [5, 5 + 32]) {
    const data = Uint8Array.from(instruction.data);
    data.set(offset === 5 ? [data[5] ^ 1] : new Guardians().key.slice(1), offset === 5 ? 5 : 6);
    world.fails(E.InvalidSignature, [{ ...instruction, data }]);
  }
});

test('rotateKey_ForgedOrReadOnlyConfig_Refused', () => {
  const world = World.create();
  const readOnly = rotate();
  readOnly.accounts[0].writable = false;
  world.fails(E.NotWritable, [readOnly]);
  const forged = new Key().key;
  world.put(forged, world.data(addresses.config), stranger.key);
  const instruction = rotate();
  instruction.accounts[0].key = forged;
  world.fails(E.WrongOwner, [instruction]);
  instruction.accounts[0].key = addresses.lane(EVM);
  world.fails(E.WrongAccount, [instruction]);
});

test('rotateKey_Valid_OnlyTheNewKeyReleases', () => {
  const world = World.create();
  const signedBefore = world.release();
  const outcome = world.ok([rotate()]);
  equal(epochOf(world), 2, 'epoch');
  equal(world.data(addresses.config).slice(72, 105), next.key, 'group key');
  world.fails(E.WrongEpoch, [signedBefore]);
  world.fails(E.InvalidSignature, [world.release({}, { epoch: 2 })]);
  world.ok([world.release({}, { epoch: 2, group: next })]);
  return `${outcome.units} CU`;
});

test('rotateKey_Replayed_Refused', () => {
  const world = World.create();
  const instruction = rotate();
  world.ok([instruction]);
  world.fails(E.WrongEpoch, [instruction]);
  const back = rotate({ epoch: 2, newEpoch: 3, newKey: guardians.key }, next);
  world.ok([back]);
  world.fails(E.WrongEpoch, [instruction]);
  equal(epochOf(world), 3, 'epoch');
});
