import { equal, test } from './lib/runner.mjs';
import { be } from './lib/bytes.mjs';
import { encodeTransfer } from './lib/protocol.mjs';
import { EVM, SOLANA, World, addresses, ataOf, bridgeId, evmRecipient, gold, user, wrapped } from './lib/world.mjs';

test('lock_Custody_MovesTokensAndWritesTheTransfer', () => {
  const world = World.create();
  const custodyBefore = world.balance(addresses.custody(gold.mint));
  const outcome = world.ok([world.lock({ amount: 5_000_000n })], [user]);
  equal(world.balance(addresses.custody(gold.mint)) - custodyBefore, 5_000_000n, 'custody');
  const { transfer, slot } = world.record(EVM, 1n);
  equal(transfer, encodeTransfer({
    bridgeId, source: SOLANA, destination: EVM, sequence: 1n, kind: 1, assetId: gold.id, amount: 5_000n, sender: user.key, recipient: evmRecipient,
  }), 'record');
  equal(slot, world.svm.getClock().slot, 'slot');
  equal(world.lastSequence(), 1n, 'last sequence');
  equal(outcome.returnData, be(1, 8), 'return data');
  return `${outcome.units} CU`;
});

test('release_Custody_PaysAndConsumes', () => {
  const world = World.create();
  const before = world.balance(ataOf(user.key, gold));
  const outcome = world.ok([world.release({ amount: 1_000n })]);
  equal(world.balance(ataOf(user.key, gold)) - before, 1_000_000n, 'paid');
  equal(world.consumed(EVM, 1n), true, 'consumed');
  return `${outcome.units} CU, ${outcome.size} bytes`;
});

test('release_Mint_MintsAndLockBurns', () => {
  const world = World.create();
  const minted = world.ok([world.release({ assetId: wrapped.id, amount: 700n }, { asset: wrapped })]);
  equal(world.supply(wrapped.mint), 700n, 'supply');
  const burnt = world.ok([world.lock({ asset: wrapped, amount: 700n, kind: 2 })], [user]);
  equal(world.supply(wrapped.mint), 0n, 'supply');
  return `${minted.units} CU, lock ${burnt.units} CU`;
});
