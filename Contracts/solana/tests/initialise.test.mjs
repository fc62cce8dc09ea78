import { E } from './lib/errors.mjs';
import { be, concat, fromHex, le, readBe } from './lib/bytes.mjs';
import { LOADER, SYSTEM } from './lib/addresses.mjs';
import { ORDER } from './lib/guardians.mjs';
import { equal, test } from './lib/runner.mjs';
import { Key } from './lib/transaction.mjs';
import { SOLANA, World, addresses, bridgeId, delays, governor, guardians, payer, stranger, upgradeAuthority } from './lib/world.mjs';

test('initialise_ByAStranger_Refused', () => {
  const world = World.bare();
  world.fails(E.NotUpgradeAuthority, [world.initialise({ upgradeAuthority: stranger.key })], [stranger]);
});

test('initialise_UpgradeAuthorityDoesNotSign_Refused', () => {
  const world = World.bare();
  const instruction = world.initialise();
  instruction.accounts[1].signer = false;
  world.fails(E.MissingSignature, [instruction]);
});

test('initialise_ProgramDataOfAnotherProgram_Refused', () => {
  const world = World.bare();
  const forged = new Key();
  world.put(forged.key, concat(le(3, 4), le(1, 8), Uint8Array.of(1), stranger.key), LOADER);
  const instruction = world.initialise({ upgradeAuthority: stranger.key });
  instruction.accounts[2].key = forged.key;
  world.fails(E.NotUpgradeAuthority, [instruction], [stranger]);
});

test('initialise_ProgramWithoutUpgradeAuthority_Refused', () => {
  const world = World.bare();
  world.patch(addresses.programData, 12, Uint8Array.of(0));
  world.fails(E.NotUpgradeAuthority, [world.initialise()], [upgradeAuthority]);
});

test('initialise_ProgramDataInAnotherState_Refused', () => {
  const world = World.bare();
  world.patch(addresses.programData, 0, le(1, 4));
  world.refused([world.initialise()], [upgradeAuthority]);
});

test('initialise_ZeroSettings_Refused', () => {
  const world = World.bare();
  for (const change of [{ bridgeId: new Uint8Array(32) }, { chain: 0 }, { governor: new Uint8Array(32) }])
    world.fails(E.InvalidConfiguration, [world.initialise(change)], [upgradeAuthority]);
});

test('initialise_DelayOfZeroOrAboveAYear_Refused', () => {
  const world = World.bare();
  for (let i = 0; i < 6; i++) {
    for (const seconds of [0, 365 * 86_400 + 1, 0xffffffff])
      world.fails(E.InvalidConfiguration, [world.initialise({ delays: delays.map((value, at) => (at === i ? seconds : value)) })], [upgradeAuthority]);
  }
  world.ok([world.initialise({ delays: [1, 365 * 86_400, 1, 1, 1, 1] })], [upgradeAuthority]);
});

test('initialise_InvalidGroupKey_Refused', () => {
  const world = World.bare();
  const x = guardians.key.slice(1);
  const keys = {
    zero: new Uint8Array(33),
    zeroX: concat(Uint8Array.of(2), new Uint8Array(32)),
    uncompressed: concat(Uint8Array.of(4), x),
    prefixZero: concat(Uint8Array.of(0), x),
    prefixOne: concat(Uint8Array.of(1), x),
    offCurve: concat(Uint8Array.of(2), be(5, 32)), // 5^3 + 7 is no square
    order: concat(Uint8Array.of(2), be(ORDER, 32)),
    aboveOrder: concat(Uint8Array.of(3), be(ORDER + 1n, 32)),
    ones: concat(Uint8Array.of(3), new Uint8Array(32).fill(0xff)),
    // On the curve, but x = n + 2 is not below n: only the range check refuses it.
    field: concat(Uint8Array.of(2), fromHex('fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364143')),
  };
  for (const groupKey of Object.values(keys)) world.fails(E.InvalidGroupKey, [world.initialise({ groupKey })], [upgradeAuthority]);
});

test('initialise_WrongConfigAddress_Refused', () => {
  const world = World.bare();
  const instruction = world.initialise();
  instruction.accounts[3].key = new Key().key;
  world.fails(E.WrongAccount, [instruction], [upgradeAuthority]);
});

test('initialise_PayerDoesNotSign_Refused', () => {
  const world = World.bare();
  const instruction = world.initialise({ payer: stranger.key });
  instruction.accounts[0].signer = false;
  world.fails(E.MissingSignature, [instruction], [upgradeAuthority]);
});

test('initialise_ReadOnlyConfigOrPayer_Refused', () => {
  const world = World.bare();
  const config = world.initialise();
  config.accounts[3].writable = false;
  world.fails(E.NotWritable, [config], [upgradeAuthority]);
  const from = world.initialise({ payer: stranger.key });
  from.accounts[0].writable = false;
  world.fails(E.NotWritable, [from], [upgradeAuthority, stranger]);
});

test('initialise_Twice_Refused', () => {
  const world = World.bare();
  world.ok([world.initialise()], [upgradeAuthority]);
  world.fails(E.AlreadyExists, [world.initialise({ governor: stranger.key })], [upgradeAuthority]);
  equal(world.data(addresses.config).slice(40, 72), governor.key, 'governor');
});

test('initialise_Once_WritesTheConfig', () => {
  const world = World.bare();
  world.ok([world.initialise()], [upgradeAuthority]);
  const { data, lamports } = world.account(addresses.config);
  equal(data.length, 1376, 'size');
  equal(data.slice(0, 8), concat(new TextEncoder().encode('config'), new Uint8Array(2)), 'kind');
  equal(data.slice(8, 40), bridgeId, 'bridge id');
  equal(data.slice(40, 72), governor.key, 'governor');
  equal(data.slice(72, 105), guardians.key, 'group key');
  equal(data[105], addresses.bump(new TextEncoder().encode('config')), 'bump');
  equal(data[106], addresses.bump(new TextEncoder().encode('authority')), 'authority bump');
  equal(readBe(data.slice(108, 112)), 1n, 'epoch');
  equal(readBe(data.slice(112, 114)), BigInt(SOLANA), 'chain');
  equal(lamports, world.svm.minimumBalanceForRentExemption(1376n), 'rent');
});

test('initialise_AddressHoldsLamportsAlready_StillMade', () => {
  for (const gift of [1n, 1_000_000n, 5_000_000_000n]) {
    const world = World.bare();
    world.put(addresses.config, new Uint8Array(0), SYSTEM, gift);
    world.ok([world.initialise()], [upgradeAuthority]);
    const rent = world.svm.minimumBalanceForRentExemption(1376n);
    equal(world.lamports(addresses.config), gift > rent ? gift : rent, 'lamports');
    equal(world.data(addresses.config).length, 1376, 'size');
  }
});

test('initialise_PayerAndAuthorityAreOneKey_Works', () => {
  const world = World.bare();
  world.ok([world.initialise({ payer: upgradeAuthority.key })], [upgradeAuthority]);
});
