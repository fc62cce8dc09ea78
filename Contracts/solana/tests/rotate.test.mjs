import { E } from './lib/errors.mjs';
import { be, concat, readBe } from './lib/bytes.mjs';
import { Guardians, ORDER } from './lib/guardians.mjs';
import { rotateMessage } from './lib/protocol.mjs';
import { equal, test } from './lib/runner.mjs';
import { veto } from './lib/staff.mjs';
import { Key } from './lib/transaction.mjs';
import { EVM, SOLANA, START, World, addresses, bridgeId, delays, guardians, instructions, officers, payer, sentinels, stranger, user } from './lib/world.mjs';

const next = new Guardians();
const [delay, overlap] = [BigInt(delays[4]), BigInt(delays[5])];

/** { digest, schedule, activate } of a rotation. */
function rotation(change = {}, group = guardians) {
  const body = { bridgeId, epoch: 1, chain: SOLANA, newEpoch: 2, newKey: next.key, ...change };
  const digest = rotateMessage(body);
  const schedule = instructions.rotateKey({ payer: payer.key, digest, newEpoch: body.newEpoch, newKey: body.newKey, signature: body.signature ?? group.sign(digest) });
  return { digest, schedule, activate: instructions.activateKey({ digest }) };
}

const rotate = (change, group) => rotation(change, group).schedule;
const epochOf = (world) => Number(readBe(world.data(addresses.config).slice(108, 112)));
const pendingOf = (world) => world.data(addresses.config).slice(192, 224);
const proposalOf = (world, digest) => {
  const data = world.data(addresses.proposal(digest));
  return { readyAt: readBe(data.slice(40, 48)), state: data[60], action: data[61], epoch: readBe(data.slice(104, 108)), key: data.slice(108, 141) };
};

function rotated(world, now = START) {
  const { schedule, activate } = rotation();
  world.ok([schedule]);
  world.setTime(now + delay);
  return world.ok([activate]);
}

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
  readOnly.accounts[1].writable = false;
  world.fails(E.NotWritable, [readOnly]);
  const forged = new Key().key;
  world.put(forged, world.data(addresses.config), stranger.key);
  const instruction = rotate();
  instruction.accounts[1].key = forged;
  world.fails(E.WrongOwner, [instruction]);
  instruction.accounts[1].key = addresses.lane(EVM);
  world.fails(E.WrongAccount, [instruction]);
});

test('rotateKey_ProposalAtTheAddressOfAnotherDigest_Refused', () => {
  const world = World.create();
  const instruction = rotate();
  instruction.accounts[2].key = addresses.proposal(new Uint8Array(32).fill(7));
  world.fails(E.WrongAccount, [instruction]);
});

test('rotateKey_Valid_WaitsAndChangesNothingYet', () => {
  const world = World.create();
  const { digest, schedule, activate } = rotation();
  const outcome = world.ok([schedule]);
  equal(epochOf(world), 1, 'epoch');
  equal(pendingOf(world), digest, 'pending');
  equal(proposalOf(world, digest), { readyAt: START + delay, state: 1, action: 0, epoch: 2n, key: next.key }, 'proposal');
  for (const now of [START, START + delay - 1n]) {
    world.setTime(now);
    world.fails(E.NotReady, [activate]);
  }
  world.ok([world.release()]);
  return `${outcome.units} CU`;
});

test('rotateKey_WhileAnotherWaits_Refused', () => {
  const world = World.create();
  world.ok([rotate()]);
  world.fails(E.AlreadyExists, [rotate()]);
  world.fails(E.RotationPending, [rotate({ newKey: new Guardians().key })]);
});

test('activateKey_BeforeOrWithoutARotation_Refused', () => {
  const world = World.create();
  const first = rotation();
  const other = rotation({ newKey: new Guardians().key });
  world.fails(E.WrongOwner, [first.activate]);
  world.ok([first.schedule]);
  world.setTime(START + delay);
  world.fails(E.WrongOwner, [other.activate]);
  world.ok([first.activate]);
  world.fails(E.WrongAccount, [first.activate]);
  equal(epochOf(world), 2, 'epoch');
});

test('activateKey_OfAPaperThatLoosens_Refused', () => {
  const world = World.create();
  const paper = world.paper('OpenLane', { otherChain: 9, family: 1 }, officers.slice(0, 2));
  world.ok([instructions.risk({ payer: payer.key, paper, record: addresses.proposal(paper.digest) })]);
  world.ok([rotate()]);
  world.setTime(START + delay + 1_000n);
  world.fails(E.WrongAccount, [instructions.activateKey({ digest: paper.digest })]);
});

test('activateKey_ReadOnly_Refused', () => {
  const world = World.create();
  const { schedule, activate } = rotation();
  world.ok([schedule]);
  world.setTime(START + delay);
  for (const place of [0, 1]) {
    const instruction = structuredClone(activate);
    instruction.accounts[place].writable = false;
    world.fails(E.NotWritable, [instruction]);
  }
});

test('activateKey_Valid_NewKeyReleasesAndTheOldOneForTheOverlap', () => {
  const world = World.create();
  const [before, late] = [world.release(), world.release({ sequence: 2n })];
  const outcome = rotated(world);
  equal(epochOf(world), 2, 'epoch');
  equal(world.data(addresses.config).slice(72, 105), next.key, 'group key');
  equal(world.data(addresses.config).slice(144, 177), guardians.key, 'previous key');
  equal(pendingOf(world), new Uint8Array(32), 'pending');
  world.fails(E.InvalidSignature, [world.release({ sequence: 3n }, { epoch: 2 })]);
  world.fails(E.InvalidSignature, [world.release({ sequence: 3n }, { epoch: 1, group: next })]);
  world.ok([world.release({ sequence: 3n }, { epoch: 2, group: next })]);
  for (const epoch of [0, 3]) world.fails(E.WrongEpoch, [world.release({ sequence: 4n }, { epoch })]);
  world.ok([before]);
  world.setTime(START + delay + overlap - 1n);
  world.ok([world.release({ sequence: 4n })]);
  world.setTime(START + delay + overlap);
  world.fails(E.WrongEpoch, [late]);
  return `${outcome.units} CU`;
});

test('activateKey_OldKeyInTheOverlap_EndsNothing', () => {
  const world = World.create();
  world.ok([world.lock()], [user]);
  const [voided, refund] = [world.void(), world.refund()];
  rotated(world);
  world.fails(E.WrongEpoch, [voided]);
  world.fails(E.WrongEpoch, [refund]);
  world.ok([world.void({}, { epoch: 2, group: next })]);
  world.ok([world.refund({}, { epoch: 2, group: next })]);
});

test('rotateKey_Replayed_Refused', () => {
  const world = World.create();
  const { schedule } = rotation();
  rotated(world);
  world.fails(E.WrongEpoch, [schedule]);
  const back = rotation({ epoch: 2, newEpoch: 3, newKey: guardians.key }, next);
  world.ok([back.schedule]);
  world.setTime(START + 2n * delay);
  world.ok([back.activate]);
  world.fails(E.WrongEpoch, [schedule]);
  equal(epochOf(world), 3, 'epoch');
});

test('rotateKey_VetoedBySentinel_Refused', () => {
  const world = World.create();
  const { digest, schedule, activate } = rotation();
  world.ok([schedule]);
  for (const by of sentinels) world.fails(E.NotOfficer, [veto(world, digest, by)]);
  world.setTime(START + delay);
  world.ok([activate]);
  equal(epochOf(world), 2, 'epoch');
});

test('rotateKey_Vetoed_NeverComesBack', () => {
  for (const by of officers) {
    const world = World.create();
    const { digest, schedule, activate } = rotation();
    world.ok([schedule]);
    world.ok([veto(world, digest, by)]);
    equal(pendingOf(world), new Uint8Array(32), 'pending');
    world.setTime(START + delay);
    world.fails(E.WrongAccount, [activate]);
    world.fails(E.AlreadyExists, [schedule]);
    const other = rotation({ newKey: new Guardians().key });
    world.ok([other.schedule]);
    world.fails(E.WrongAccount, [activate]);
    equal(epochOf(world), 1, 'epoch');
  }
});
