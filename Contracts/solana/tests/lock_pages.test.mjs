import { E } from './lib/errors.mjs';
import { be, concat } from './lib/bytes.mjs';
import { equal, test } from './lib/runner.mjs';
import { Key } from './lib/transaction.mjs';
import { EVM, OTHER, World, addresses, instructions, payer, stranger, user } from './lib/world.mjs';

const change = (instruction, place, edit) => {
  instruction.accounts[place] = { ...instruction.accounts[place], ...edit };
  return instruction;
};

test('lock_PageOfAnotherSequenceOrLane_Refused', () => {
  const world = World.create();
  for (const key of [addresses.outboxPage(EVM, 1n), addresses.outboxPage(OTHER, 0n), addresses.outboxPage(EVM, 2n), addresses.consumedPage(EVM, 0n)])
    world.fails(E.WrongOutboxPage, [change(world.lock(), 4, { key })], [user]);
});

test('lock_ForgedPage_Refused', () => {
  const world = World.create();
  const forged = new Key().key;
  world.put(forged, world.data(addresses.outboxPage(EVM, 0n)), stranger.key);
  world.fails(E.WrongOutboxPage, [change(world.lock(), 4, { key: forged })], [user]);
});

test('lock_RecordWrittenAlready_Refused', () => {
  const world = World.create();
  world.patch(addresses.outboxPage(EVM, 0n), 24, Uint8Array.of(1));
  world.fails(E.WrongOutboxPage, [world.lock()], [user]);
});

test('lock_LastSequenceThereIs_NoneAfterIt', () => {
  const world = World.create();
  world.patch(addresses.lane(EVM), 16, be(2n ** 64n - 1n, 8));
  world.fails(E.SequenceExhausted, [world.lock()], [user]);
});

test('lock_AcrossThePageBoundary_ContinuesInTheNextPage', () => {
  const world = World.create();
  for (let i = 1n; i <= 31n; i++) world.ok([world.lock({ amount: 1000n * i })], [user]);
  // The same two pages serve the last record of one and the first of the next, in either order.
  world.ok([world.lock({ amount: 32_000n, pages: [0n, 1n] })], [user]);
  world.fails(E.WrongOutboxPage, [world.lock({ pages: [0n] })], [user]);
  world.ok([world.lock({ amount: 33_000n, pages: [0n, 1n] })], [user]);
  world.ok([world.lock({ amount: 34_000n, pages: [1n, 0n] })], [user]);
  for (let sequence = 1n; sequence <= 34n; sequence++) {
    const { transfer } = world.record(EVM, sequence);
    equal(transfer.slice(37, 45), be(sequence, 8), 'sequence');
    equal(transfer.slice(78, 86), be(sequence, 8), 'amount');
  }
  equal(world.record(EVM, 35n).transfer[0], 0, 'next');
  equal(world.lastSequence(), 34n, 'last sequence');
});

test('lock_FollowingPageNotOpenYet_StillWorks', () => {
  const world = World.create();
  world.patch(addresses.lane(EVM), 16, be(63n, 8));
  world.fails(E.WrongOutboxPage, [world.lock({ pages: [2n] })], [user]);
  world.ok([world.lock({ pages: [1n, 2n] })], [user]);
  world.fails(E.WrongOutboxPage, [world.lock({ pages: [1n, 2n] })], [user]);
  world.ok([instructions.openOutboxPage({ payer: payer.key, chain: EVM, page: 2n })]);
  world.ok([world.lock({ pages: [1n, 2n] })], [user]);
  equal(world.record(EVM, 65n).transfer.slice(37, 45), be(65n, 8), 'sequence');
});

test('lock_ReadOnlySecondPageInUse_Refused', () => {
  const world = World.create();
  world.fails(E.NotWritable, [change(world.lock({ pages: [1n, 0n] }), 9, { writable: false })], [user]);
});

test('lock_TwoLanes_OwnSequences', () => {
  const world = World.create();
  world.ok([world.lock()], [user]);
  world.ok([world.lock({ destination: OTHER, recipient: stranger.key })], [user]);
  world.ok([world.lock({ amount: 7_000n })], [user]);
  equal([world.lastSequence(EVM), world.lastSequence(OTHER)].map(Number), [2, 1], 'sequences');
  equal(world.record(OTHER, 1n).transfer.slice(118), stranger.key, 'recipient');
});

test('lock_Record_HasNoRoomForAnotherTransfer', () => {
  const world = World.create();
  world.ok([world.lock()], [user]);
  const page = world.data(addresses.outboxPage(EVM, 0n));
  equal(page.slice(24 + 166), new Uint8Array(5336 - 24 - 166), 'the rest of the page');
  equal(concat(page.slice(0, 6)), new TextEncoder().encode('outbox'), 'kind');
});
