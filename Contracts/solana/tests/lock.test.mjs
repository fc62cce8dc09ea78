import { E } from './lib/errors.mjs';
import { TOKEN_2022 } from './lib/addresses.mjs';
import { be } from './lib/bytes.mjs';
import { encodeTransfer } from './lib/protocol.mjs';
import { equal, test } from './lib/runner.mjs';
import { Key } from './lib/transaction.mjs';
import { EVM, MOST, OTHER, SOLANA, World, addresses, ataOf, bridgeId, evmRecipient, gold, governor, limits, stranger, user, wrapped } from './lib/world.mjs';

const change = (instruction, place, edit) => {
  instruction.accounts[place] = { ...instruction.accounts[place], ...edit };
  return instruction;
};

test('lock_SenderDoesNotSign_Refused', () => {
  World.create().fails(E.MissingSignature, [change(World.create().lock(), 0, { signer: false })]);
});

test('lock_ReadOnlyState_Refused', () => {
  const world = World.create();
  for (const place of [2, 3, 4]) world.fails(E.NotWritable, [change(world.lock(), place, { writable: false })], [user]);
});

test('lock_SomeoneElsesTokens_Refused', () => {
  const world = World.create();
  world.fails(E.InvalidTokenAccount, [world.lock({ sender: stranger.key, from: ataOf(user.key, gold) })], [stranger]);
});

test('lock_AsADelegate_Refused', () => {
  const world = World.create();
  world.token(ataOf(user.key, gold), { mint: gold.mint, owner: user.key, amount: 10n ** 12n, delegate: stranger.key });
  world.fails(E.InvalidTokenAccount, [world.lock({ sender: stranger.key, from: ataOf(user.key, gold) })], [stranger]);
});

test('lock_UnopenedDestination_Refused', () => {
  const world = World.create();
  const wrongLane = world.lock();
  wrongLane.data.set(be(OTHER, 2), 1);
  world.fails(E.WrongChain, [wrongLane], [user]);
  world.fails(E.WrongOwner, [world.lock({ destination: 9 })], [user]);
});

test('lock_UnknownKind_Refused', () => {
  const world = World.create();
  for (const kind of [0, 3, 255]) world.fails(E.InvalidKind, [world.lock({ kind })], [user]);
});

test('lock_MarginAccountOfANonEvmChain_Refused', () => {
  const world = World.create();
  world.fails(E.InvalidKind, [world.lock({ destination: OTHER, kind: 2, recipient: stranger.key })], [user]);
  world.ok([world.lock({ destination: OTHER, kind: 1, recipient: stranger.key })], [user]);
  world.ok([world.lock({ kind: 2 })], [user]);
});

test('lock_InvalidRecipient_Refused', () => {
  const world = World.create();
  world.fails(E.InvalidRecipient, [world.lock({ recipient: new Uint8Array(32) })], [user]);
  world.fails(E.InvalidRecipient, [world.lock({ destination: OTHER, recipient: new Uint8Array(32) })], [user]);
  for (let i = 0; i < 12; i++) {
    const recipient = Uint8Array.from(evmRecipient);
    recipient[i] = 1;
    world.fails(E.InvalidRecipient, [world.lock({ recipient })], [user]);
  }
});

test('lock_ZeroAmount_Refused', () => {
  World.create().fails(E.ZeroAmount, [World.create().lock({ amount: 0n })], [user]);
});

test('lock_Dust_Refused', () => {
  const world = World.create();
  for (const amount of [1n, 999n, 1001n, 5_000_001n]) world.fails(E.Dust, [world.lock({ amount })], [user]);
});

test('lock_MoreThanTheSenderHas_Refused', () => {
  const world = World.create();
  world.token(ataOf(user.key, gold), { mint: gold.mint, owner: user.key, amount: 4_999_999n });
  const outcome = world.refused([world.lock({ amount: 5_000_000n })], [user]);
  equal(outcome.code, 1, 'the token program says InsufficientFunds');
  equal(world.lastSequence(), 0n, 'last sequence');
});

test('lock_AboveTheLargestRelease_Refused', () => {
  for (const asset of [gold, wrapped]) {
    const world = World.create();
    const units = world.asset(asset).units;
    if (asset === wrapped) world.ok([world.release({ assetId: wrapped.id, amount: limits.maxRelease }, { asset }), world.release({ assetId: wrapped.id, amount: 1n, sequence: 2n }, { asset })]);
    world.fails(E.AboveMaxRelease, [world.lock({ asset, amount: (limits.maxRelease + 1n) * units })], [user]);
    equal(world.lastSequence(), 0n, 'last sequence');
    // What a level makes of the limits passes; the largest release stays.
    world.ok([world.raise(3)]);
    world.ok([world.lock({ asset, amount: limits.maxRelease * units })], [user]);
  }
});

test('lock_ClosedAsset_Refused', () => {
  const world = World.create();
  world.ok([world.limit(gold, { maxRelease: 0n, capacity: 0n, refill: 0n })], [governor]);
  world.fails(E.AssetClosed, [world.lock()], [user]);
});

test('lock_FrozenTokenAccount_Refused', () => {
  const world = World.create();
  world.token(ataOf(user.key, gold), { mint: gold.mint, owner: user.key, amount: 10n ** 12n, state: 2 });
  world.fails(E.InvalidTokenAccount, [world.lock()], [user]);
});

test('lock_TokenAccountOfAnotherMint_Refused', () => {
  const world = World.create();
  world.fails(E.InvalidTokenAccount, [world.lock({ from: ataOf(user.key, wrapped) })], [user]);
});

test('lock_TokenAccountOfAnotherProgram_Refused', () => {
  const world = World.create();
  for (const holder of [TOKEN_2022, stranger.key]) {
    const from = new Key().key;
    world.token(from, { mint: gold.mint, owner: user.key, amount: 10n ** 12n, program: holder });
    world.fails(E.WrongTokenProgram, [world.lock({ from })], [user]);
  }
});

test('lock_AnotherTokenProgram_Refused', () => {
  const world = World.create();
  for (const key of [TOKEN_2022, stranger.key]) world.fails(E.WrongTokenProgram, [change(world.lock(), 8, { key })], [user]);
});

test('lock_AnotherMint_Refused', () => {
  const world = World.create();
  world.fails(E.WrongAccount, [change(world.lock(), 6, { key: wrapped.mint })], [user]);
});

test('lock_AnotherCustodyAccount_Refused', () => {
  const world = World.create();
  const theirs = new Key().key;
  world.token(theirs, { mint: gold.mint, owner: stranger.key });
  for (const key of [theirs, ataOf(user.key, gold), gold.mint]) world.fails(E.WrongAccount, [change(world.lock(), 7, { key })], [user]);
  world.fails(E.WrongAccount, [change(world.lock({ asset: wrapped }), 7, { key: addresses.custody(gold.mint) })], [user]);
});

test('lock_Custody_MovesTokensAndWritesTheTransfer', () => {
  const world = World.create();
  const custodyBefore = world.balance(addresses.custody(gold.mint));
  const outcome = world.ok([world.lock({ amount: 5_000_000n })], [user]);
  equal(world.balance(addresses.custody(gold.mint)) - custodyBefore, 5_000_000n, 'custody');
  equal(world.balance(ataOf(user.key, gold)), 10n ** 15n - 5_000_000n, 'wallet');
  const { transfer, slot } = world.record(EVM, 1n);
  equal(transfer, encodeTransfer({
    bridgeId, source: SOLANA, destination: EVM, sequence: 1n, kind: 1, assetId: gold.id, amount: 5_000n, sender: user.key, recipient: evmRecipient,
  }), 'record');
  equal(slot, world.svm.getClock().slot, 'slot');
  equal(world.lastSequence(), 1n, 'last sequence');
  equal(world.asset(gold).locked, 5_000n, 'sum of locks');
  equal(outcome.returnData, be(1, 8), 'return data');
  return `${outcome.units} CU`;
});

test('lock_Mint_Burns', () => {
  const world = World.create();
  world.ok([world.release({ assetId: wrapped.id, amount: 700n }, { asset: wrapped })]);
  const outcome = world.ok([world.lock({ asset: wrapped, amount: 300n, kind: 2 })], [user]);
  equal(world.supply(wrapped.mint), 400n, 'supply');
  equal(world.balance(ataOf(user.key, wrapped)), 400n, 'wallet');
  equal(world.record(EVM, 1n).transfer[45], 2, 'kind');
  return `${outcome.units} CU`;
});

test('lock_FromAnyTokenAccountOfTheSender_Works', () => {
  const world = World.create();
  const from = new Key().key;
  world.token(from, { mint: gold.mint, owner: user.key, amount: 1_000n });
  world.ok([world.lock({ from, amount: 1_000n })], [user]);
  equal(world.balance(from), 0n, 'left');
});

test('lock_MostAWalletCanHold_FitsAndCounts', () => {
  const world = World.create();
  const most = MOST / 1000n;
  world.ok([world.limit(gold, { maxRelease: most, capacity: most, refill: 1n })], [governor]);
  world.token(addresses.custody(gold.mint), { mint: gold.mint, owner: addresses.authority });
  world.token(ataOf(user.key, gold), { mint: gold.mint, owner: user.key, amount: MOST });
  world.ok([world.lock({ amount: most * 1000n })], [user]);
  equal(world.record(EVM, 1n).transfer.slice(78, 86), be(most, 8), 'amount');
});

test('lock_ShareOfTheInputIsADuplicate_ReadAsTheSameAccount', () => {
  // Mint mode names the mint twice: the runtime sends the second place as a reference to the first.
  const world = World.create();
  world.ok([world.release({ assetId: wrapped.id, amount: 1n }, { asset: wrapped })]);
  world.ok([world.lock({ asset: wrapped, amount: 1n })], [user]);
});

test('lock_NothingButTheTokenProgramIsCalled', () => {
  const world = World.create();
  const { logs } = world.ok([world.lock()], [user]);
  const invoked = logs.filter((line) => line.includes('invoke [2]')).map((line) => line.split(' ')[1]);
  equal(invoked, ['TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA'], 'calls');
});
