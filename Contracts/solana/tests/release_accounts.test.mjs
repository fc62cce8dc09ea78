import { E } from './lib/errors.mjs';
import { ATA, SYSTEM, TOKEN, TOKEN_2022, associated, createAddress } from './lib/addresses.mjs';
import { createAssociated } from './lib/instructions.mjs';
import { equal, test } from './lib/runner.mjs';
import { Key } from './lib/transaction.mjs';
import { EVM, OTHER, SOLANA, World, addresses, ataOf, gold, payer, stranger, user, wrapped } from './lib/world.mjs';

const change = (instruction, place, edit) => {
  instruction.accounts[place] = { ...instruction.accounts[place], ...edit };
  return instruction;
};

test('release_PageOfAnotherChainOrRange_Refused', () => {
  const world = World.create();
  world.fails(E.WrongAccount, [change(world.release(), 2, { key: addresses.consumedPage(OTHER, 0n) })]);
  world.fails(E.WrongAccount, [change(world.release({ sequence: 8192n }), 2, { key: addresses.consumedPage(EVM, 0n) })]);
  world.fails(E.WrongAccount, [change(world.release(), 2, { key: addresses.outboxPage(EVM, 0n) })]);
});

test('release_PageNotOpenYet_Refused', () => {
  World.create().fails(E.WrongOwner, [World.create().release({ sequence: 8192n })]);
});

test('release_ForgedState_Refused', () => {
  const world = World.create();
  const places = { 0: addresses.config, 1: addresses.asset(gold.id), 2: addresses.consumedPage(EVM, 0n) };
  for (const [place, original] of Object.entries(places)) {
    const forged = new Key().key;
    world.put(forged, world.data(original), stranger.key);
    world.fails(E.WrongOwner, [change(world.release(), Number(place), { key: forged })]);
    world.fails(E.WrongOwner, [change(world.release(), Number(place), { key: SYSTEM, writable: Number(place) > 0 })]);
  }
});

test('release_StateOfAnotherSize_Refused', () => {
  for (const key of [addresses.config, addresses.asset(gold.id), addresses.consumedPage(EVM, 0n)]) {
    const world = World.create();
    const { data, owner } = world.account(key);
    world.put(key, data.slice(0, -1), owner);
    world.fails(E.WrongAccount, [world.release()]);
    world.put(key, Uint8Array.from([...data, 0]), owner);
    world.fails(E.WrongAccount, [world.release()]);
  }
});

test('release_ReadOnlyState_Refused', () => {
  const world = World.create();
  for (const place of [1, 2]) world.fails(E.NotWritable, [change(world.release(), place, { writable: false })]);
});

test('release_ToSomeoneElsesAccount_Refused', () => {
  const world = World.create();
  world.ok([createAssociated(payer.key, stranger.key, gold.mint)]);
  world.fails(E.InvalidTokenAccount, [change(world.release(), 6, { key: ataOf(stranger.key, gold) })]);
});

test('release_ToAnotherAccountOfTheRecipient_Refused', () => {
  const world = World.create();
  const other = new Key().key;
  world.token(other, { mint: gold.mint, owner: user.key });
  world.fails(E.WrongAccount, [change(world.release(), 6, { key: other })]);
});

test('release_OtherBump_Refused', () => {
  const world = World.create();
  const { bump } = associated(user.key, gold.mint);
  for (let other = bump - 1; other > bump - 12; other--) {
    const instruction = world.release();
    instruction.data[1] = other;
    world.fails(E.WrongAccount, [instruction]);
    const key = createAddress([user.key, TOKEN, gold.mint], other, ATA);
    if (key !== null) world.refused([change(instruction, 6, { key })]);
  }
});

test('release_RecipientsAccountGivenAway_Refused', () => {
  const world = World.create();
  world.token(ataOf(user.key, gold), { mint: gold.mint, owner: stranger.key });
  world.fails(E.InvalidTokenAccount, [world.release()]);
});

test('release_RecipientsAccountMissingFrozenOrForeign_Refused', () => {
  const world = World.create();
  const ata = ataOf(user.key, gold);
  world.put(ata, new Uint8Array(0), SYSTEM, 1n);
  world.fails(E.WrongTokenProgram, [world.release()]);
  world.token(ata, { mint: gold.mint, owner: user.key, program: TOKEN_2022 });
  world.fails(E.WrongTokenProgram, [world.release()]);
  world.token(ata, { mint: gold.mint, owner: user.key, state: 2 });
  world.fails(E.InvalidTokenAccount, [world.release()]);
  world.token(ata, { mint: gold.mint, owner: user.key, state: 0 });
  world.fails(E.InvalidTokenAccount, [world.release()]);
  world.token(ata, { mint: wrapped.mint, owner: user.key });
  world.fails(E.InvalidTokenAccount, [world.release()]);
  equal(world.consumed(EVM, 1n), false, 'consumed');
});

test('release_AnotherTokenProgram_Refused', () => {
  const world = World.create();
  for (const key of [TOKEN_2022, stranger.key, SYSTEM]) world.fails(E.WrongTokenProgram, [change(world.release(), 7, { key })]);
});

test('release_AnotherMint_Refused', () => {
  const world = World.create();
  world.fails(E.WrongAccount, [change(world.release(), 4, { key: wrapped.mint })]);
});

test('release_OutOfAnotherAccount_Refused', () => {
  const world = World.create();
  const elsewhere = new Key().key;
  world.token(elsewhere, { mint: gold.mint, owner: addresses.authority, amount: 10n ** 12n });
  world.fails(E.WrongAccount, [change(world.release(), 5, { key: elsewhere })]);
  const wrappedRelease = world.release({ assetId: wrapped.id }, { asset: wrapped });
  world.fails(E.WrongAccount, [change(wrappedRelease, 5, { key: addresses.custody(gold.mint) })]);
});

test('release_AnotherAuthority_Refused', () => {
  const world = World.create();
  for (const key of [stranger.key, addresses.config]) {
    world.fails(E.WrongAccount, [change(world.release(), 3, { key })]);
    world.fails(E.WrongAccount, [change(world.release({ assetId: wrapped.id }, { asset: wrapped }), 3, { key })]);
  }
});

test('release_FromThisChainToItself_Refused', () => {
  World.create().fails(E.WrongOwner, [World.create().release({ source: SOLANA })]);
});
