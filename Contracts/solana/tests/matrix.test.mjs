// Every place of lock and release filled with every account that could be mistaken for the right one: never a success, and nothing changes.
import { SYSTEM, TOKEN, TOKEN_2022 } from './lib/addresses.mjs';
import { base58 } from './lib/bytes.mjs';
import { createAssociated } from './lib/instructions.mjs';
import { equal, test } from './lib/runner.mjs';
import { Key } from './lib/transaction.mjs';
import { EVM, OTHER, World, addresses, ataOf, gold, payer, stranger, user, wrapped } from './lib/world.mjs';

/** Accounts a caller could try. */
function candidates(world) {
  world.ok([createAssociated(payer.key, stranger.key, gold.mint)]);
  const forge = (original) => {
    const key = new Key().key;
    world.put(key, world.data(original), stranger.key);
    return key;
  };
  return {
    nothing: new Key().key,
    system: SYSTEM,
    token: TOKEN,
    token2022: TOKEN_2022,
    stranger: stranger.key,
    user: user.key,
    config: addresses.config,
    authority: addresses.authority,
    gold: addresses.asset(gold.id),
    wrapped: addresses.asset(wrapped.id),
    lane: addresses.lane(EVM),
    otherLane: addresses.lane(OTHER),
    outbox: addresses.outboxPage(EVM, 0n),
    laterOutbox: addresses.outboxPage(EVM, 1n),
    otherOutbox: addresses.outboxPage(OTHER, 0n),
    consumed: addresses.consumedPage(EVM, 0n),
    otherConsumed: addresses.consumedPage(OTHER, 0n),
    goldMint: gold.mint,
    wrappedMint: wrapped.mint,
    custody: addresses.custody(gold.mint),
    userGold: ataOf(user.key, gold),
    userWrapped: ataOf(user.key, wrapped),
    strangerGold: ataOf(stranger.key, gold),
    forgedConfig: forge(addresses.config),
    forgedAsset: forge(addresses.asset(gold.id)),
    forgedLane: forge(addresses.lane(EVM)),
    forgedOutbox: forge(addresses.outboxPage(EVM, 0n)),
    forgedConsumed: forge(addresses.consumedPage(EVM, 0n)),
    forgedMint: forge(gold.mint),
    forgedToken: forge(ataOf(user.key, gold)),
  };
}

function sweep(world, valid, signers, watched) {
  const state = () => watched.map((key) => Buffer.from(world.data(key)).toString('hex'));
  const before = state();
  const list = Object.entries(candidates(world));
  let tried = 0;
  for (let place = 0; place < valid().accounts.length; place++) {
    for (const [name, key] of list) {
      for (const writable of [true, false]) {
        const instruction = valid();
        const original = instruction.accounts[place];
        const same = base58(original.key) === base58(key);
        if (same && (original.writable === writable || original.writable === false)) continue;
        const mentionedElsewhere = instruction.accounts.some((other, i) => i !== place && other.writable && base58(other.key) === base58(key));
        if (same && mentionedElsewhere) continue;
        if (original.signer && base58(key) !== base58(stranger.key)) continue;
        instruction.accounts[place] = { ...original, key, writable };
        const outcome = world.send([instruction], signers);
        if (outcome.ok) throw new Error(`place ${place} takes ${name} (writable ${writable})`);
        tried++;
      }
    }
  }
  equal(state(), before, 'state');
  return `${tried} refusals`;
}

const watched = [addresses.asset(gold.id), addresses.lane(EVM), addresses.outboxPage(EVM, 0n), addresses.consumedPage(EVM, 0n)];

test('lock_AnyOtherAccountInAnyPlace_Refused', () => {
  const world = World.create();
  return sweep(world, () => world.lock(), [user, stranger], watched);
});

test('lock_Mint_AnyOtherAccountInAnyPlace_Refused', () => {
  const world = World.create();
  world.ok([world.release({ assetId: wrapped.id }, { asset: wrapped })]);
  return sweep(world, () => world.lock({ asset: wrapped, amount: 1n }), [user, stranger], watched);
});

test('release_AnyOtherAccountInAnyPlace_Refused', () => {
  const world = World.create();
  const instruction = world.release();
  return sweep(world, () => structuredClone(instruction), [], watched);
});

test('release_Mint_AnyOtherAccountInAnyPlace_Refused', () => {
  const world = World.create();
  const instruction = world.release({ assetId: wrapped.id }, { asset: wrapped });
  return sweep(world, () => structuredClone(instruction), [], watched);
});
