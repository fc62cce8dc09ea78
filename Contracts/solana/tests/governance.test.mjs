import { E } from './lib/errors.mjs';
import { SYSTEM, TOKEN_2022, associated } from './lib/addresses.mjs';
import { concat, readBe, text } from './lib/bytes.mjs';
import { assetIdOf } from './lib/protocol.mjs';
import { equal, test } from './lib/runner.mjs';
import { Key } from './lib/transaction.mjs';
import { EVM, OTHER, SOLANA, World, addresses, bridgeId, gold, governor, instructions, limits, payer, stranger, user, wrapped } from './lib/world.mjs';

const lane = (change = {}) => instructions.openLane({ payer: payer.key, governor: governor.key, chain: 7, family: 1, ...change });

function newAsset(mode, change = {}) {
  const mint = new Key().key;
  const homeToken = mode === 1 ? mint : concat(new Uint8Array(12), mint.slice(12));
  const homeChain = mode === 1 ? SOLANA : EVM;
  const asset = { mode, mint, localDecimals: 6, canonicalDecimals: 6, homeChain, homeToken, ...change };
  return { ...asset, id: assetIdOf(bridgeId, asset.homeChain, asset.homeToken) };
}

function prepare(world, asset, { mint = {}, custody = {} } = {}) {
  world.mint(asset.mint, { decimals: asset.localDecimals, ...(asset.mode === 2 ? { authority: addresses.authority } : { supply: 10n ** 12n }), ...mint });
  if (asset.mode === 1) world.token(addresses.custody(asset.mint), { mint: asset.mint, owner: addresses.authority, ...custody });
  return world.register(asset);
}

test('openLane_ByAStranger_Refused', () => {
  World.create().fails(E.NotGovernor, [lane({ governor: stranger.key })], [stranger]);
});

test('openLane_GovernorDoesNotSign_Refused', () => {
  const instruction = lane();
  instruction.accounts[1].signer = false;
  World.create().fails(E.MissingSignature, [instruction]);
});

test('openLane_ToItselfOrToZero_Refused', () => {
  const world = World.create();
  for (const chain of [0, SOLANA]) world.fails(E.WrongChain, [lane({ chain })], [governor]);
});

test('openLane_UnknownAddressFamily_Refused', () => {
  const world = World.create();
  for (const family of [0, 3, 255]) world.fails(E.InvalidInstructionData, [lane({ family })], [governor]);
});

test('openLane_Twice_Refused', () => {
  const world = World.create();
  world.ok([world.lock()], [user]);
  world.fails(E.AlreadyExists, [lane({ chain: EVM, family: 2 })], [governor]);
  equal(world.lastSequence(), 1n, 'last sequence');
});

test('openLane_ForgedConfig_Refused', () => {
  const world = World.create();
  const forged = new Key().key;
  const data = world.data(addresses.config);
  data.set(stranger.key, 40);
  world.put(forged, data, stranger.key);
  const instruction = lane({ governor: stranger.key });
  instruction.accounts[2].key = forged;
  world.fails(E.WrongOwner, [instruction], [stranger]);
});

test('openLane_AddressHoldsLamportsAlready_StillMade', () => {
  const world = World.create();
  world.put(addresses.lane(7), new Uint8Array(0), SYSTEM, 1n);
  world.ok([lane()], [governor]);
  const data = world.data(addresses.lane(7));
  equal(data.length, 24, 'size');
  equal(data.slice(0, 8), concat(text('lane'), new Uint8Array(4)), 'kind');
  equal([readBe(data.slice(8, 10)), data[11]].map(Number), [7, 1], 'chain and family');
});

test('registerAsset_ByAStranger_Refused', () => {
  const world = World.create();
  const instruction = prepare(world, newAsset(1));
  instruction.accounts[1].key = stranger.key;
  world.fails(E.NotGovernor, [instruction], [stranger]);
});

test('registerAsset_UnknownMode_Refused', () => {
  const world = World.create();
  for (const mode of [0, 3]) {
    const instruction = prepare(world, newAsset(2));
    instruction.data[1] = mode;
    world.fails(E.BadListing, [instruction], [governor]);
  }
});

test('registerAsset_CustodyOfAForeignHome_Refused', () => {
  const world = World.create();
  const chain = newAsset(1, { homeChain: EVM });
  world.fails(E.BadListing, [prepare(world, chain)], [governor]);
  const token = newAsset(1, { homeToken: new Key().key });
  world.fails(E.BadListing, [prepare(world, token)], [governor]);
});

test('registerAsset_MintWithoutAForeignHome_Refused', () => {
  const world = World.create();
  for (const homeChain of [0, SOLANA]) world.fails(E.BadListing, [prepare(world, newAsset(2, { homeChain }))], [governor]);
  world.fails(E.BadListing, [prepare(world, newAsset(2, { homeToken: new Uint8Array(32) }))], [governor]);
});

test('registerAsset_WrappedMintOutOfOurHands_Refused', () => {
  const world = World.create();
  for (const mint of [{ authority: null }, { authority: stranger.key }, { supply: 1n }, { freeze: stranger.key }, { initialised: 0 }])
    world.fails(E.InvalidMint, [prepare(world, newAsset(2), { mint })], [governor]);
});

test('registerAsset_Token2022Mint_Refused', () => {
  const world = World.create();
  for (const mode of [1, 2]) world.fails(E.WrongTokenProgram, [prepare(world, newAsset(mode), { mint: { program: TOKEN_2022 } })], [governor]);
});

test('registerAsset_CustodyAccountNotSolelyOurs_Refused', () => {
  const world = World.create();
  for (const custody of [{ owner: stranger.key }, { delegate: stranger.key }, { closer: stranger.key }, { mint: gold.mint }, { state: 2 }, { state: 0 }])
    world.fails(E.InvalidTokenAccount, [prepare(world, newAsset(1), { custody })], [governor]);
});

test('registerAsset_CustodyAtAnotherAddress_Refused', () => {
  const world = World.create();
  const asset = newAsset(1);
  const instruction = prepare(world, asset);
  const elsewhere = new Key().key;
  world.token(elsewhere, { mint: asset.mint, owner: addresses.authority });
  instruction.accounts[6].key = elsewhere;
  world.fails(E.WrongAccount, [instruction], [governor]);
});

test('registerAsset_MintModeWithACustodyAccount_Refused', () => {
  const world = World.create();
  const instruction = prepare(world, newAsset(2));
  instruction.accounts[6].key = addresses.custody(gold.mint);
  world.fails(E.WrongAccount, [instruction], [governor]);
});

test('registerAsset_MoreCanonicalThanLocalDecimals_Refused', () => {
  const world = World.create();
  world.fails(E.BadListing, [prepare(world, newAsset(1, { canonicalDecimals: 7 }))], [governor]);
  world.fails(E.BadListing, [prepare(world, newAsset(1, { localDecimals: 20, canonicalDecimals: 0 }))], [governor]);
});

test('registerAsset_AddressOfAnotherAsset_Refused', () => {
  const world = World.create();
  const instruction = prepare(world, newAsset(2));
  instruction.accounts[3].key = addresses.asset(newAsset(2).id);
  world.fails(E.WrongAccount, [instruction], [governor]);
});

test('registerAsset_Twice_Refused', () => {
  const world = World.create();
  world.mint(wrapped.mint, { decimals: 6, authority: addresses.authority });
  world.fails(E.AlreadyExists, [world.register(wrapped)], [governor]);
  world.fails(E.AlreadyExists, [world.register(gold)], [governor]);
  equal(world.asset(gold).maxRelease, limits.maxRelease, 'limits');
});

test('registerAsset_OneMintForTwoAssets_Refused', () => {
  const world = World.create();
  const second = newAsset(2, { mint: wrapped.mint });
  world.fails(E.AlreadyExists, [world.register(second)], [governor]);
});

test('registerAsset_Valid_WritesAssetAndIndexAndIsClosed', () => {
  const world = World.create();
  const asset = newAsset(1, { localDecimals: 9, canonicalDecimals: 6 });
  world.ok([prepare(world, asset)], [governor]);
  const data = world.data(addresses.asset(asset.id));
  equal(data.length, 232, 'size');
  equal(data.slice(8, 40), asset.id, 'id');
  equal(data.slice(40, 72), asset.mint, 'mint');
  equal(data.slice(72, 104), associated(addresses.authority, asset.mint).key, 'custody');
  equal([...data.slice(104, 107)], [1, 9, 6], 'mode and decimals');
  equal(Number(readBe(data.slice(108, 110))), SOLANA, 'home chain');
  equal(data.slice(112, 144), asset.mint, 'home token');
  const state = world.asset(asset);
  equal(state.units, 1000n, 'units');
  equal([state.maxRelease, state.capacity, state.refill, state.level].map(Number), [0, 0, 0, 0], 'limits');
  const index = world.data(addresses.mintIndex(asset.mint));
  equal(index.length, 48, 'index size');
  equal(index.slice(8, 40), asset.id, 'index');
});

test('registerAsset_AddressesHoldLamportsAlready_StillMade', () => {
  const world = World.create();
  const asset = newAsset(2);
  const instruction = prepare(world, asset);
  world.put(addresses.asset(asset.id), new Uint8Array(0), SYSTEM, 1n);
  world.put(addresses.mintIndex(asset.mint), new Uint8Array(0), SYSTEM, 1n);
  world.ok([instruction], [governor]);
});

test('setLimits_ByAStranger_Refused', () => {
  const world = World.create();
  world.fails(E.NotGovernor, [instructions.setLimits({ governor: stranger.key, assetId: gold.id, ...limits })], [stranger]);
  const unsigned = world.limit(gold);
  unsigned.accounts[0].signer = false;
  world.fails(E.MissingSignature, [unsigned]);
});

test('setLimits_HalfSet_Refused', () => {
  const world = World.create();
  for (const change of [{ maxRelease: 0n }, { capacity: 0n }, { refill: 0n }, { capacity: limits.maxRelease - 1n }, { maxRelease: 0n, capacity: 0n }])
    world.fails(E.InvalidLimits, [world.limit(gold, change)], [governor]);
});

test('setLimits_RefillOf2To48_Refused', () => {
  const world = World.create();
  world.fails(E.InvalidLimits, [world.limit(gold, { refill: 1n << 48n })], [governor]);
  world.ok([world.limit(gold, { refill: (1n << 48n) - 1n })], [governor]);
});

test('setLimits_OnAForgedOrReadOnlyAsset_Refused', () => {
  const world = World.create();
  const readOnly = world.limit(gold);
  readOnly.accounts[2].writable = false;
  world.fails(E.NotWritable, [readOnly], [governor]);
  const lane = world.limit(gold);
  lane.accounts[2].key = addresses.lane(OTHER);
  world.fails(E.WrongAccount, [lane], [governor]);
});
