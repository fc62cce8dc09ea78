// M60: no conversion between decimals ever pays more than was locked.
import { E } from './lib/errors.mjs';
import { be, hex } from './lib/bytes.mjs';
import { assetIdOf } from './lib/protocol.mjs';
import { equal, test } from './lib/runner.mjs';
import { Key } from './lib/transaction.mjs';
import { EVM, SOLANA, World, addresses, ataOf, bridgeId, gold, governor, instructions, payer, user } from './lib/world.mjs';

test('test_Museum_M60_EveryPairOfDecimals_NeverPaysMoreThanLocked', () => {
  const world = World.create();
  const kinds = [0, 2, 6, 8, 9, 18];
  let sequence = 1n;
  for (const localDecimals of kinds) {
    for (const foreign of kinds) {
      const canonicalDecimals = Math.min(localDecimals, foreign);
      const mint = new Key().key;
      const asset = { mode: 1, mint, localDecimals, canonicalDecimals, homeChain: SOLANA, homeToken: mint, id: assetIdOf(bridgeId, SOLANA, mint) };
      const units = 10n ** BigInt(localDecimals - canonicalDecimals);
      world.mint(mint, { decimals: localDecimals, supply: 10n ** 19n });
      world.token(addresses.custody(mint), { mint, owner: addresses.authority });
      world.token(ataOf(user.key, asset), { mint, owner: user.key, amount: 2n ** 64n - 1n });
      const wide = { maxRelease: 2n ** 64n - 1n, capacity: 2n ** 64n - 1n, refill: 1n };
      world.ok([world.register(asset), world.limit(asset, wide)], [governor]);
      const before = world.lastSequence();
      const pages = [before / 32n, before / 32n + 1n];
      if (world.data(addresses.outboxPage(EVM, pages[1])) === null) world.ok([instructions.openOutboxPage({ payer: payer.key, chain: EVM, page: pages[1] })]);
      // Dust is refused, whatever its size.
      if (units > 1n) for (const amount of [1n, units - 1n, units + 1n, 3n * units + 1n]) world.fails(E.Dust, [world.lock({ asset, amount, pages })], [user]);
      world.ok([world.lock({ asset, amount: 3n * units, pages })], [user]);
      const record = world.record(EVM, before + 1n).transfer;
      equal(record.slice(78, 86), be(3, 8), 'canonical amount');
      // Back again: what was locked can be paid once, and not a unit more than custody holds.
      world.ok([world.release({ sequence: sequence++, assetId: asset.id, amount: 3n }, { asset })]);
      equal([world.balance(addresses.custody(mint)), world.balance(ataOf(user.key, asset))].map(String), ['0', String(2n ** 64n - 1n)], 'after the way back');
      world.refused([world.release({ sequence, assetId: asset.id, amount: 1n }, { asset })]);
      // More than 64 bits of local units.
      if (units > 1n) world.fails(E.AmountOverflow, [world.release({ sequence, assetId: asset.id, amount: (2n ** 64n - 1n) / units + 1n }, { asset })]);
    }
  }
});

test('test_Museum_M60_LocksAndReleasesInAnyOrder_CustodyCoversTheRest', () => {
  const world = World.create();
  const custody = addresses.custody(gold.mint);
  const start = world.balance(custody);
  let sequence = 1n;
  for (let i = 1n; i <= 12n; i++) {
    world.ok([world.lock({ amount: 1000n * i })], [user]);
    if (i % 2n === 0n) world.ok([world.release({ sequence: sequence++, amount: i })]);
    const { locked, released, units } = world.asset(gold);
    equal(world.balance(custody) - start, (locked - released) * units, 'custody');
  }
  equal(hex(world.record(EVM, 12n).transfer.slice(78, 86)), hex(be(12, 8)), 'last amount');
});
