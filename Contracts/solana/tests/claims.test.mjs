import { E } from './lib/errors.mjs';
import { SYSTEM, TOKEN_2022 } from './lib/addresses.mjs';
import { be, readBe } from './lib/bytes.mjs';
import { createAssociated } from './lib/instructions.mjs';
import { equal, test } from './lib/runner.mjs';
import { approve } from './lib/staff.mjs';
import { Key } from './lib/transaction.mjs';
import { EVM, START, World, addresses, ataOf, delays, gold, governor, instructions, limits, officers, payer, stranger, user, wrapped } from './lib/world.mjs';

/** The user's token account frozen, or given away. */
const ways = {
  frozen: (world, asset) => world.token(ataOf(user.key, asset), { mint: asset.mint, owner: user.key, state: 2 }),
  given: (world, asset) => world.token(ataOf(user.key, asset), { mint: asset.mint, owner: stranger.key }),
};

function unpayable(asset = gold, way = 'frozen') {
  const world = World.create();
  ways[way](world, asset);
  return world;
}

const options = (asset) => [{ assetId: asset.id }, { asset }];
const claimOf = (world, asset = gold) => {
  const data = world.data(addresses.claim(asset.id, user.key));
  return data === null ? null : { asset: data.slice(8, 40), owner: data.slice(40, 72), amount: readBe(data.slice(72, 80)), size: data.length };
};
const claim = (asset = gold, to = ataOf(stranger.key, asset), owner = user.key) => instructions.claim({ asset, owner, to });

function owed(asset = gold) {
  const world = unpayable(asset);
  world.ok([world.credit(...options(asset))]);
  world.ok([createAssociated(payer.key, stranger.key, asset.mint)]);
  return world;
}

test('test_Museum_M62_FrozenRecipient_CreditedAndNobodyWaits', () => {
  for (const [way] of Object.entries(ways)) {
    for (const asset of [gold, wrapped]) {
      const world = unpayable(asset, way);
      world.ok([createAssociated(payer.key, stranger.key, asset.mint)]);
      const before = asset === gold ? world.balance(addresses.custody(asset.mint)) : world.supply(asset.mint);
      world.fails(E.InvalidTokenAccount, [world.release(...options(asset))]);
      const outcome = world.ok([world.credit(...options(asset))]);
      equal(claimOf(world, asset), { asset: asset.id, owner: user.key, amount: 1_000n, size: 88 }, 'claim');
      equal([world.asset(asset).claimable, world.asset(asset).released], [1_000n, 1_000n], 'still a liability, counted as released');
      equal(asset === gold ? world.balance(addresses.custody(asset.mint)) : world.supply(asset.mint), before, 'tokens stay');
      equal(world.asset(asset).level, limits.capacity - 1_000n, 'charged');
      world.fails(E.AlreadyConsumed, [world.credit(...options(asset))]);
      world.fails(E.AlreadyConsumed, [world.release(...options(asset))]);
      world.ok([world.release({ assetId: asset.id, sequence: 2n, recipient: stranger.key }, { asset })]);
      world.ok([world.credit({ assetId: asset.id, sequence: 3n }, { asset })]);
      equal(claimOf(world, asset).amount, 2_000n, 'sum');
      if (asset === wrapped && way === 'given') return `${outcome.units} CU`;
    }
  }
  throw new Error('unreachable');
});

test('credit_OfSomebodyWhoCanBePaid_Refused', () => {
  const world = World.create();
  world.fails(E.RecipientCanBePaid, [world.credit()]);
  world.put(ataOf(user.key, gold), new Uint8Array(0), SYSTEM, 1n);
  world.fails(E.WrongTokenProgram, [world.credit()]);
  world.token(ataOf(user.key, gold), { mint: gold.mint, owner: user.key, state: 0 });
  world.fails(E.InvalidTokenAccount, [world.credit()]);
  world.token(ataOf(user.key, gold), { mint: wrapped.mint, owner: user.key, state: 2 });
  world.fails(E.InvalidTokenAccount, [world.credit()]);
  world.token(ataOf(user.key, gold), { mint: gold.mint, owner: user.key, state: 2, program: TOKEN_2022 });
  world.fails(E.WrongTokenProgram, [world.credit()]);
});

test('credit_WithAnotherFrozenAccount_Refused', () => {
  const world = World.create();
  const other = new Key().key;
  world.token(other, { mint: gold.mint, owner: user.key, state: 2 });
  for (const key of [other, ataOf(stranger.key, gold)]) {
    const instruction = world.credit();
    instruction.accounts[3].key = key;
    world.fails(E.WrongAccount, [instruction]);
  }
});

test('credit_ThatNobodySigned_Refused', () => {
  unpayable().fails(E.InvalidSignature, [World.create().credit({}, { signature: new Uint8Array(96) })]);
});

test('credit_WithinLimitsOnly', () => {
  const world = unpayable();
  world.fails(E.AboveMaxRelease, [world.credit({ amount: limits.maxRelease + 1n })]);
  world.ok([world.limit(gold, { holdThreshold: 1_000n })], [governor]);
  world.fails(E.HoldRequired, [world.credit()]);
  world.ok([world.credit({ amount: 999n })]);
});

test('credit_ToAnotherOwnersOrAssetsClaim_Refused', () => {
  const world = unpayable();
  const fresh = world.credit();
  fresh.accounts[4].key = addresses.claim(gold.id, stranger.key);
  world.fails(E.WrongAccount, [fresh]);
  world.token(ataOf(stranger.key, gold), { mint: gold.mint, owner: stranger.key, state: 2 });
  world.ok([world.credit({ recipient: stranger.key, sequence: 2n })]);
  world.fails(E.WrongAccount, [fresh]);
  ways.frozen(world, wrapped);
  world.ok([world.credit({ assetId: wrapped.id, sequence: 3n }, { asset: wrapped })]);
  const other = world.credit();
  other.accounts[4].key = addresses.claim(wrapped.id, user.key);
  world.fails(E.WrongAccount, [other]);
});

test('credit_MoreThanCanBePaidAtOnce_Refused', () => {
  const world = unpayable();
  world.ok([world.credit()]);
  world.patch(addresses.claim(gold.id, user.key), 72, be(2n ** 64n - 500n, 8));
  world.fails(E.AmountOverflow, [world.credit({ sequence: 2n })]);
  world.patch(addresses.claim(gold.id, user.key), 72, be(2n ** 64n / 1_000n, 8));
  world.fails(E.AmountOverflow, [world.credit({ sequence: 2n })]);
});

test('executeHold_FrozenRecipient_Credited', () => {
  const world = unpayable();
  world.ok([world.limit(gold, { holdThreshold: 0n })], [governor]);
  world.ok([world.hold()]);
  for (const officer of officers.slice(0, 2)) world.ok([approve(world, world.transfer(), officer)]);
  world.setTime(START + BigInt(delays[2]));
  world.ok([world.executeHold()]);
  equal([claimOf(world).amount, world.asset(gold).claimable], [1_000n, 1_000n], 'claim');
  equal(world.data(addresses.hold(EVM, 1n))[42], 2, 'state');
});

test('refund_FrozenSender_Credited', () => {
  const world = World.create();
  world.ok([world.lock()], [user]);
  ways.frozen(world, gold);
  world.ok([world.refund()]);
  equal([claimOf(world).amount, world.asset(gold).claimable], [5_000n, 5_000n], 'claim');
  world.fails(E.AlreadyRefunded, [world.refund()]);
  const other = World.create();
  other.ok([other.lock()], [user]);
  ways.frozen(other, gold);
  const stolen = other.refund();
  stolen.accounts[9].key = addresses.claim(gold.id, stranger.key);
  other.fails(E.WrongAccount, [stolen]);
});

test('claim_BySomebodyElse_Refused', () => {
  const world = owed();
  const instruction = claim();
  instruction.accounts[8].key = stranger.key;
  world.fails(E.WrongAccount, [instruction], [stranger]);
  const unsigned = claim();
  unsigned.accounts[8].signer = false;
  world.fails(E.MissingSignature, [unsigned]);
});

test('claim_ByTheOwner_AnywhereAndOnce', () => {
  for (const asset of [gold, wrapped]) {
    const world = owed(asset);
    const to = ataOf(stranger.key, asset);
    const outcome = world.ok([claim(asset, to)], [user]);
    equal(world.balance(to), 1_000n * world.asset(asset).units, 'paid');
    equal([claimOf(world, asset).amount, world.asset(asset).claimable], [0n, 0n], 'owed');
    world.fails(E.NothingToClaim, [claim(asset, to)], [user]);
    world.ok([world.credit({ assetId: asset.id, sequence: 2n }, { asset })]);
    equal(claimOf(world, asset).amount, 1_000n, 'again');
    if (asset === wrapped) return `${outcome.units} CU`;
  }
  throw new Error('unreachable');
});

test('claim_IntoCustodyOrAnUnusableAccount_Refused', () => {
  const world = owed();
  world.fails(E.InvalidRecipient, [claim(gold, addresses.custody(gold.mint))], [user]);
  const ours = new Key().key;
  world.token(ours, { mint: gold.mint, owner: addresses.authority });
  world.fails(E.InvalidRecipient, [claim(gold, ours)], [user]);
  world.fails(E.InvalidTokenAccount, [claim(gold, ataOf(user.key, gold))], [user]);
  world.fails(E.InvalidTokenAccount, [claim(gold, ataOf(user.key, wrapped))], [user]);
  const foreign = new Key().key;
  world.token(foreign, { mint: gold.mint, owner: user.key, program: TOKEN_2022 });
  world.fails(E.WrongTokenProgram, [claim(gold, foreign)], [user]);
});

test('claim_OfAnotherAsset_Refused', () => {
  const world = owed();
  world.ok([createAssociated(payer.key, stranger.key, wrapped.mint)]);
  const instruction = claim(wrapped, ataOf(stranger.key, wrapped));
  instruction.accounts[2].key = addresses.claim(gold.id, user.key);
  world.fails(E.WrongAccount, [instruction], [user]);
});

test('claim_CursedOnly_Waits', () => {
  for (const scope of [{}, { kind: 3, scope: gold.id }]) {
    const world = owed();
    world.ok([world.raise(5, scope)]);
    world.fails(E.LevelTooHigh, [claim()], [user]);
  }
  const world = owed();
  world.ok([world.raise(4)]);
  world.ok([world.raise(5, { kind: 2, scope: be(EVM, 32) })]);
  world.ok([claim()], [user]);
});

test('claim_ForgedRecord_Refused', () => {
  const world = owed();
  const forged = new Key().key;
  world.put(forged, world.data(addresses.claim(gold.id, user.key)), stranger.key);
  const instruction = claim();
  instruction.accounts[2].key = forged;
  world.fails(E.WrongOwner, [instruction], [user]);
  instruction.accounts[2].key = addresses.asset(gold.id);
  world.fails(E.WrongAccount, [instruction], [user]);
});
