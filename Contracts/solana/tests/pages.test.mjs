import { E } from './lib/errors.mjs';
import { SYSTEM } from './lib/addresses.mjs';
import { readBe } from './lib/bytes.mjs';
import { equal, test } from './lib/runner.mjs';
import { Key } from './lib/transaction.mjs';
import { EVM, OTHER, World, addresses, instructions, payer, stranger, user } from './lib/world.mjs';

const kinds = [
  { name: 'Outbox', open: (p) => instructions.openOutboxPage(p), address: (chain, page) => addresses.outboxPage(chain, page), size: 5336 },
  { name: 'Consumed', open: (p) => instructions.openConsumedPage(p), address: (chain, page) => addresses.consumedPage(chain, page), size: 1048 },
];

for (const { name, open, address, size } of kinds) {
  const page = (change = {}) => open({ payer: payer.key, chain: EVM, page: 9n, ...change });

  test(`open${name}Page_ByAnyone_WritesTheHeader`, () => {
    const world = World.create();
    const outcome = world.ok([page({ payer: stranger.key })], [stranger]);
    const { data, lamports } = world.account(address(EVM, 9n));
    equal(data.length, size, 'size');
    equal(Number(readBe(data.slice(8, 10))), EVM, 'chain');
    equal(readBe(data.slice(16, 24)), 9n, 'page');
    equal(data.slice(24).every((byte) => byte === 0), true, 'empty');
    equal(lamports, world.svm.minimumBalanceForRentExemption(BigInt(size)), 'rent');
    return `${outcome.units} CU`;
  });

  test(`open${name}Page_LaneNotOpen_Refused`, () => {
    World.create().fails(E.WrongOwner, [page({ chain: 8 })]);
  });

  test(`open${name}Page_SomethingElseAsLane_Refused`, () => {
    const world = World.create();
    const instruction = page();
    instruction.accounts[1].key = addresses.config;
    world.fails(E.WrongAccount, [instruction]);
  });

  test(`open${name}Page_ForgedLane_Refused`, () => {
    const world = World.create();
    const forged = new Key().key;
    world.put(forged, world.data(addresses.lane(EVM)), stranger.key);
    const instruction = page();
    instruction.accounts[1].key = forged;
    world.fails(E.WrongOwner, [instruction]);
  });

  test(`open${name}Page_AddressOfAnotherPage_Refused`, () => {
    const world = World.create();
    for (const other of [address(EVM, 10n), address(OTHER, 9n), new Key().key]) {
      const instruction = page();
      instruction.accounts[2].key = other;
      world.fails(E.WrongAccount, [instruction]);
    }
  });

  test(`open${name}Page_Twice_Refused`, () => {
    const world = World.create();
    world.ok([page()]);
    world.fails(E.AlreadyExists, [page()]);
    world.fails(E.AlreadyExists, [page({ payer: stranger.key })], [stranger]);
  });

  test(`open${name}Page_PayerDoesNotSign_Refused`, () => {
    const world = World.create();
    const instruction = page({ payer: stranger.key });
    instruction.accounts[0].signer = false;
    world.fails(E.MissingSignature, [instruction]);
  });

  test(`open${name}Page_PayerOrPageReadOnly_Refused`, () => {
    const world = World.create();
    const target = page();
    target.accounts[2].writable = false;
    world.fails(E.NotWritable, [target]);
    const from = page({ payer: stranger.key });
    from.accounts[0].writable = false;
    world.fails(E.NotWritable, [from], [stranger]);
  });

  test(`open${name}Page_AddressHoldsLamportsAlready_StillMade`, () => {
    for (const gift of [1n, 890_880n, 9_000_000_000n]) {
      const world = World.create();
      world.put(address(EVM, 9n), new Uint8Array(0), SYSTEM, gift);
      world.ok([page()]);
      equal(world.data(address(EVM, 9n)).length, size, 'size');
    }
  });

  test(`open${name}Page_AnotherProgramHasTheAddress_Refused`, () => {
    const world = World.create();
    world.put(address(EVM, 9n), new Uint8Array(0), stranger.key);
    world.fails(E.WrongOwner, [page()]);
    world.put(address(EVM, 9n), new Uint8Array(8), SYSTEM);
    world.fails(E.WrongOwner, [page()]);
  });

  test(`open${name}Page_LastPageThereIs_Works`, () => {
    World.create().ok([page({ page: 2n ** 64n - 1n })]);
  });

  test(`open${name}Page_WrongSystemProgram_Refused`, () => {
    const world = World.create();
    const instruction = page();
    instruction.accounts[3].key = stranger.key;
    world.refused([instruction]);
  });
}

test('openOutboxPage_Twice_KeepsTheLocks', () => {
  const world = World.create();
  world.ok([world.lock()], [user]);
  world.fails(E.AlreadyExists, [instructions.openOutboxPage({ payer: payer.key, chain: EVM, page: 0n })]);
  equal(world.record(EVM, 1n).transfer[0], 1, 'version');
});

test('openConsumedPage_Twice_KeepsTheBits', () => {
  const world = World.create();
  world.ok([world.release()]);
  world.fails(E.AlreadyExists, [instructions.openConsumedPage({ payer: payer.key, chain: EVM, page: 0n })]);
  equal(world.consumed(EVM, 1n), true, 'consumed');
});
