import { E } from './lib/errors.mjs';
import { createAssociated } from './lib/instructions.mjs';
import { equal, test } from './lib/runner.mjs';
import { Key } from './lib/transaction.mjs';
import { EVM, OTHER, World, addresses, ataOf, gold, governor, instructions, payer, stranger, user, wrapped } from './lib/world.mjs';

test('release_WrongEpoch_Refused', () => {
  const world = World.create();
  for (const epoch of [0, 2, 0xffffffff]) world.fails(E.WrongEpoch, [world.release({}, { epoch })]);
});

test('release_OtherVersionOrBridge_Refused', () => {
  const world = World.create();
  for (const version of [0, 2]) world.fails(E.InvalidTransfer, [world.release({ version })]);
  world.fails(E.InvalidTransfer, [world.release({ bridgeId: new Uint8Array(32).fill(0xb2) })]);
  world.fails(E.InvalidTransfer, [world.release({ bridgeId: new Uint8Array(32) })]);
});

test('release_TransferToAnotherChain_Refused', () => {
  const world = World.create();
  for (const destination of [EVM, OTHER, 0]) world.fails(E.WrongChain, [world.release({ destination })]);
});

test('release_KindThatIsNotAWallet_Refused', () => {
  const world = World.create();
  for (const kind of [0, 2, 3]) world.fails(E.InvalidKind, [world.release({ kind })]);
});

test('release_TransferOfAnotherAsset_Refused', () => {
  const world = World.create();
  world.fails(E.InvalidTransfer, [world.release({ assetId: wrapped.id })]);
  world.fails(E.InvalidTransfer, [world.release({ assetId: gold.id }, { asset: wrapped })]);
});

test('release_ZeroFields_Refused', () => {
  const world = World.create();
  world.fails(E.ZeroAmount, [world.release({ amount: 0n })]);
  world.fails(E.InvalidTransfer, [world.release({ sender: new Uint8Array(32) })]);
  world.fails(E.InvalidTransfer, [world.release({ recipient: new Uint8Array(32) })]);
});

test('release_CountOutOfBounds_Refused', () => {
  const world = World.create();
  for (const count of [0, 33, 128, 0xffffffff]) world.fails(E.InvalidBatch, [world.release({}, { count })]);
});

test('release_SequenceOutsideTheBatch_Refused', () => {
  const world = World.create();
  world.fails(E.InvalidBatch, [world.release({ sequence: 5n }, { first: 6n })]);
  world.fails(E.InvalidBatch, [world.release({ sequence: 5n }, { first: 4n })]);
  world.fails(E.InvalidBatch, [world.release({ sequence: 5n }, { first: 0n, count: 32 })]);
  world.fails(E.InvalidBatch, [world.release({ sequence: 0n }, { first: 0n })]);
  world.fails(E.InvalidBatch, [world.release({ sequence: 1n }, { first: 2n ** 64n - 1n, count: 32 })]);
});

test('release_Twice_Refused', () => {
  const world = World.create();
  world.ok([world.release()]);
  world.fails(E.AlreadyConsumed, [world.release()]);
  world.fails(E.AlreadyConsumed, [world.release({ amount: 2n })]);
});

test('release_TwiceInOneTransaction_Refused', () => {
  const world = World.create();
  const instruction = world.release();
  world.fails(E.AlreadyConsumed, [instruction, instruction]);
  equal(world.consumed(EVM, 1n), false, 'consumed');
});

test('release_EmptyCustody_RefusedAndStillReleasableLater', () => {
  const world = World.create();
  const custody = addresses.custody(gold.mint);
  world.token(custody, { mint: gold.mint, owner: addresses.authority, amount: 999_999n });
  equal(world.refused([world.release()]).code, 1, 'the token program says InsufficientFunds');
  equal(world.consumed(EVM, 1n), false, 'consumed');
  world.token(custody, { mint: gold.mint, owner: addresses.authority, amount: 1_000_000n });
  world.ok([world.release()]);
});

test('release_ToTheBridgeItself_RefusedAndVoidable', () => {
  for (const asset of [gold, wrapped]) {
    const world = World.create();
    const change = { assetId: asset.id, recipient: addresses.authority };
    if (asset === wrapped) world.ok([createAssociated(payer.key, addresses.authority, asset.mint)]);
    world.fails(E.InvalidRecipient, [world.release(change, { asset })]);
    equal(world.consumed(EVM, 1n), false, 'consumed');
    world.ok([world.void(change, { asset })]);
  }
});

test('release_AmountAboveTheTokensRange_Refused', () => {
  const world = World.create();
  world.ok([world.limit(gold, { maxRelease: 2n ** 64n - 1n, capacity: 2n ** 64n - 1n, refill: 1n })], [governor]);
  const most = (2n ** 64n - 1n) / 1000n;
  for (const amount of [most + 1n, 2n ** 61n, 2n ** 64n - 1n]) world.fails(E.AmountOverflow, [world.release({ amount })]);
});

test('release_Custody_PaysAndConsumes', () => {
  const world = World.create();
  const before = world.balance(ataOf(user.key, gold));
  const custodyBefore = world.balance(addresses.custody(gold.mint));
  const outcome = world.ok([world.release({ amount: 1_000n })]);
  equal(world.balance(ataOf(user.key, gold)) - before, 1_000_000n, 'paid');
  equal(custodyBefore - world.balance(addresses.custody(gold.mint)), 1_000_000n, 'out of custody');
  equal([world.consumed(EVM, 0n), world.consumed(EVM, 1n), world.consumed(EVM, 2n)], [false, true, false], 'consumed');
  equal(world.asset(gold).released, 1_000n, 'sum of releases');
  return `${outcome.units} CU, ${outcome.size} bytes`;
});

test('release_Mint_Mints', () => {
  const world = World.create();
  const outcome = world.ok([world.release({ assetId: wrapped.id, amount: 700n }, { asset: wrapped })]);
  equal(world.supply(wrapped.mint), 700n, 'supply');
  equal(world.balance(ataOf(user.key, wrapped)), 700n, 'paid');
  return `${outcome.units} CU`;
});

test('release_KeepsNoLamports', () => {
  const world = World.create();
  const mine = [addresses.config, addresses.asset(gold.id), addresses.consumedPage(EVM, 0n), addresses.custody(gold.mint), ataOf(user.key, gold)];
  const before = mine.map((key) => world.lamports(key));
  const paid = world.lamports(payer.key);
  world.ok([world.release()]);
  equal(mine.map((key) => String(world.lamports(key))), before.map(String), 'lamports');
  equal(paid - world.lamports(payer.key), 5_000n, 'fee');
});

test('release_RecipientWithoutAnAccount_MadeInTheSameTransaction', () => {
  const world = World.create();
  const recipient = new Key();
  const outcome = world.ok([createAssociated(payer.key, recipient.key, gold.mint), world.release({ recipient: recipient.key })]);
  equal(world.balance(ataOf(recipient.key, gold)), 1_000_000n, 'paid');
  return `${outcome.units} CU, ${outcome.size} bytes`;
});

test('release_EveryPositionOfEveryBatchSize_Pays', () => {
  const world = World.create();
  let next = 1n;
  for (const count of [1, 2, 3, 4, 5, 7, 8, 13, 16, 17, 31, 32]) {
    const transfers = Array.from({ length: count }, (_, i) => world.transfer({ sequence: next + BigInt(i), amount: BigInt(i + 1) }));
    for (const instruction of world.releases(transfers)) world.ok([instruction]);
    next += BigInt(count);
  }
  for (let sequence = 1n; sequence < next; sequence++) equal(world.consumed(EVM, sequence), true, `consumed ${sequence}`);
});

test('release_OneOf32WithFiveProofNodes_FitsOneTransaction', () => {
  const world = World.create();
  const transfers = Array.from({ length: 32 }, (_, i) => world.transfer({ sequence: 1n + BigInt(i) }));
  const outcome = world.ok([world.releases(transfers)[17]]);
  const fresh = new Key();
  const toNew = Array.from({ length: 32 }, (_, i) => world.transfer({ sequence: 33n + BigInt(i), recipient: fresh.key }));
  const withAccount = world.ok([createAssociated(payer.key, fresh.key, gold.mint), world.releases(toNew)[0]]);
  if (withAccount.size > 1232) throw new Error(`${withAccount.size} bytes do not fit`);
  if (outcome.units > 36_000) throw new Error(`${outcome.units} CU are more than the goal of 36,000`);
  return `${outcome.units} CU, ${outcome.size} bytes; with a new token account ${withAccount.units} CU, ${withAccount.size} bytes`;
});

test('release_OutOfOrder_Pays', () => {
  const world = World.create();
  const list = world.releases(Array.from({ length: 8 }, (_, i) => world.transfer({ sequence: 1n + BigInt(i) })));
  for (const i of [7, 0, 3, 1, 6, 2, 5, 4]) world.ok([list[i]]);
});

test('release_ConsumedPageBoundary_MarksTheRightBit', () => {
  const world = World.create();
  world.ok([instructions.openConsumedPage({ payer: payer.key, chain: EVM, page: 1n })]);
  const first = 8190n;
  const transfers = Array.from({ length: 4 }, (_, i) => world.transfer({ sequence: first + BigInt(i) }));
  const list = world.releases(transfers);
  for (const instruction of list) world.ok([instruction]);
  for (const instruction of list) world.fails(E.AlreadyConsumed, [instruction]);
  for (let sequence = 8188n; sequence < 8197n; sequence++) equal(world.consumed(EVM, sequence), sequence >= 8190n && sequence <= 8193n, `bit ${sequence}`);
});

test('release_LastSequenceThereIs_Pays', () => {
  const world = World.create();
  const sequence = 2n ** 64n - 1n;
  world.ok([instructions.openConsumedPage({ payer: payer.key, chain: EVM, page: sequence / 8192n })]);
  world.ok([world.release({ sequence })]);
  world.fails(E.AlreadyConsumed, [world.release({ sequence })]);
});

test('release_SameSequenceOfAnotherSource_IsAnotherTransfer', () => {
  const world = World.create();
  world.ok([world.release({ source: EVM })]);
  world.ok([world.release({ source: OTHER })]);
  world.fails(E.AlreadyConsumed, [world.release({ source: OTHER })]);
});

test('release_AnyoneDelivers', () => {
  const world = World.create();
  const outcome = world.send([world.release()], [], stranger);
  equal(outcome.ok, true, outcome.error ?? 'delivered');
});

test('release_NothingButTheTokenProgramIsCalled', () => {
  const world = World.create();
  const { logs } = world.ok([world.release()]);
  const invoked = logs.filter((line) => line.includes('invoke [2]')).map((line) => line.split(' ')[1]);
  equal(invoked, ['TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA'], 'calls');
});
