// Historic failures (walls.md), as far as they can happen on this chain.
import { E } from './lib/errors.mjs';
import { Addresses, TOKEN } from './lib/addresses.mjs';
import { base58, concat } from './lib/bytes.mjs';
import { Guardians } from './lib/guardians.mjs';
import { Instructions, createAssociated } from './lib/instructions.mjs';
import { attestation, assetIdOf, encodeTransfer, leafOf, priceMessage, refundMessage, rotateMessage, voidMessage } from './lib/protocol.mjs';
import { equal, test } from './lib/runner.mjs';
import { Key } from './lib/transaction.mjs';
import {
  EVM, OTHER, SOLANA, World, addresses, ataOf, bridgeId, evmRecipient, gold, governor, guardians, instructions, payer, programFile, relayer, stranger,
  delays, limits, upgradeAuthority, user, wrapped,
} from './lib/world.mjs';

const idle = () => programFile('idle');

/** The same program at another address, as a look-alike or as a second deployment. */
function deployTwin(world, { bridgeId: id = bridgeId, chain = SOLANA, group = guardians } = {}) {
  const twin = new Key();
  world.svm.addProgram(twin.address, programFile('bridge'));
  const a = new Addresses(twin.key);
  world.patch(a.programData, 12, concat(Uint8Array.of(1), upgradeAuthority.key));
  const make = new Instructions(a);
  const assetId = assetIdOf(id, chain, gold.mint);
  world.ok([
    make.initialise({ payer: payer.key, upgradeAuthority: upgradeAuthority.key, bridgeId: id, chain, governor: governor.key, groupKey: group.key, delays }),
    make.openLane({ payer: payer.key, governor: governor.key, chain: EVM, family: 1 }),
  ], [upgradeAuthority, governor]);
  world.ok([
    make.openOutboxPage({ payer: payer.key, chain: EVM, page: 0n }),
    make.openConsumedPage({ payer: payer.key, chain: EVM, page: 0n }),
    createAssociated(payer.key, a.authority, gold.mint),
  ]);
  const asset = { ...gold, id: assetId };
  world.ok([
    make.registerAsset({ payer: payer.key, governor: governor.key, mode: 1, mint: gold.mint, assetId, canonicalDecimals: 6, homeChain: chain, homeToken: gold.mint }),
    make.setLimits({ governor: governor.key, assetId, maxRelease: 10n ** 6n, capacity: 10n ** 7n, refill: 1n, holdThreshold: limits.holdThreshold }),
  ], [governor]);
  return { addresses: a, make, asset };
}

test('test_Museum_M02_LockThroughALookAlike_LeavesTheRealOutboxEmpty', () => {
  const world = World.create();
  const twin = deployTwin(world);
  world.ok([twin.make.lock({ sender: user.key, asset: twin.asset, destination: EVM, kind: 1, amount: 5_000n, recipient: evmRecipient })], [user]);
  const theirs = world.data(twin.addresses.outboxPage(EVM, 0n));
  equal(theirs[24], 1, 'the look-alike wrote a record');
  equal(world.record(EVM, 1n).transfer[0], 0, 'ours');
  // Byte-identical pages and lanes, but owned by the look-alike: not ours.
  const page = world.lock();
  page.accounts[4].key = twin.addresses.outboxPage(EVM, 0n);
  world.fails(E.WrongOutboxPage, [page], [user]);
  const lane = world.lock();
  lane.accounts[3].key = twin.addresses.lane(EVM);
  world.fails(E.WrongOwner, [lane], [user]);
  const config = world.lock();
  config.accounts[1].key = twin.addresses.config;
  world.fails(E.WrongOwner, [config], [user]);
});

test('test_Museum_M03_TokensDoNotArrive_NoLock', () => {
  const world = World.create();
  world.svm.addProgram(base58(TOKEN), idle());
  world.fails(E.BalanceMismatch, [world.lock()], [user]);
  equal([world.lastSequence(), BigInt(world.record(EVM, 1n).transfer[0])].map(Number), [0, 0], 'nothing written');
});

test('test_Museum_M05_TokensAreNotBurnt_NoLock', () => {
  const world = World.create();
  world.ok([world.release({ assetId: wrapped.id }, { asset: wrapped })]);
  world.svm.addProgram(base58(TOKEN), idle());
  world.fails(E.BalanceMismatch, [world.lock({ asset: wrapped, amount: 1n })], [user]);
});

test('test_Museum_M05_PaymentDoesNotArrive_NothingConsumed', () => {
  const world = World.create();
  world.svm.addProgram(base58(TOKEN), idle());
  world.fails(E.BalanceMismatch, [world.release()]);
  world.fails(E.BalanceMismatch, [world.release({ assetId: wrapped.id }, { asset: wrapped })]);
  equal(world.consumed(EVM, 1n), false, 'consumed');
});

test('test_Museum_M04_OtherMessagesAreNoAttestation', () => {
  const world = World.create();
  const transfer = world.transfer();
  const leaf = leafOf(encodeTransfer(transfer));
  const base = { bridgeId, epoch: 1, source: EVM, destination: SOLANA };
  const messages = [
    voidMessage({ ...base, sequence: 1n, leaf }),
    refundMessage({ ...base, sequence: 1n, leaf }),
    rotateMessage({ ...base, chain: SOLANA, newEpoch: 2, newKey: guardians.key }),
    priceMessage({ ...base, market: leaf, price: 1n, confidence: 1n, observedAt: 1n }),
    leaf,
    new Uint8Array(32),
  ];
  for (const message of messages) world.fails(E.InvalidSignature, [world.releases([transfer], { signature: guardians.sign(message) })[0]]);
});

test('test_Museum_M04_OtherMessagesAreNoRotation', () => {
  const world = World.create();
  const newKey = new Guardians().key;
  const base = { bridgeId, epoch: 1, source: SOLANA, destination: 0 };
  const x = newKey.slice(1);
  const messages = [
    attestation({ ...base, first: 2n, count: 1, root: x }),
    voidMessage({ ...base, sequence: 2n, leaf: x }),
    refundMessage({ ...base, sequence: 2n, leaf: x }),
    priceMessage({ ...base, market: x, price: 1n, confidence: 1n, observedAt: 1n }),
  ];
  for (const message of messages) world.fails(E.InvalidSignature, [instructions.rotateKey({ payer: payer.key, digest: x, newEpoch: 2, newKey, signature: guardians.sign(message) })]);
});

test('test_Museum_M12_FreshProgram_ReleasesNothing', () => {
  const world = World.bare();
  const zero = new Uint8Array(96);
  world.fails(E.WrongOwner, [world.release({}, { signature: zero, epoch: 0 })]);
  world.fails(E.WrongOwner, [world.release()]);
  world.fails(E.WrongOwner, [instructions.rotateKey({ payer: payer.key, digest: new Uint8Array(32), newEpoch: 1, newKey: guardians.key, signature: zero })]);
  world.fails(E.WrongOwner, [world.lock()], [user]);
  world.fails(E.WrongOwner, [instructions.openLane({ payer: payer.key, governor: new Uint8Array(32).fill(1), chain: 1, family: 1 })].map((lane) => {
    lane.accounts[1] = { key: governor.key, signer: true, writable: false };
    return lane;
  }), [governor]);
});

test('test_Museum_M12_HalfConfigured_ReleasesNothing', () => {
  const world = World.bare();
  world.mint(gold.mint, { decimals: 9, supply: 10n ** 12n });
  world.ok([world.initialise()], [upgradeAuthority]);
  const release = world.release();
  world.fails(E.WrongOwner, [release]);
  world.ok([createAssociated(payer.key, addresses.authority, gold.mint), createAssociated(payer.key, user.key, gold.mint), world.register(gold)], [governor]);
  world.fails(E.WrongOwner, [release]);
  world.fails(E.WrongOwner, [instructions.openConsumedPage({ payer: payer.key, chain: EVM, page: 0n })]);
  world.ok([instructions.openLane({ payer: payer.key, governor: governor.key, chain: EVM, family: 1 })], [governor]);
  world.ok([instructions.openConsumedPage({ payer: payer.key, chain: EVM, page: 0n })]);
  world.fails(E.AssetClosed, [release]);
  world.fails(E.AssetClosed, [world.release({}, { signature: new Uint8Array(96) })]);
  world.ok([world.limit(gold)], [governor]);
  world.fails(E.InvalidSignature, [world.release({}, { signature: new Uint8Array(96) })]);
  world.fails(E.WrongEpoch, [world.release({}, { signature: new Uint8Array(96), epoch: 0 })]);
});

test('test_Museum_M12_AccountOfZeros_IsNothing', () => {
  // A stranger can give this program an account full of zeros: it must not read as a config, an asset or a page.
  const world = World.create();
  for (const [place, size] of [[0, 1376], [1, 232], [2, 1048]]) {
    const key = new Key().key;
    world.put(key, new Uint8Array(size), addresses.program);
    const instruction = world.release();
    instruction.accounts[place].key = key;
    world.fails(E.WrongAccount, [instruction]);
  }
  const page = world.lock();
  page.accounts[4].key = new Key().key;
  world.put(page.accounts[4].key, new Uint8Array(5336), addresses.program);
  world.fails(E.WrongOutboxPage, [page], [user]);
});

test('test_Museum_M50_NoCallGoesWhereACallerSays', () => {
  const world = World.create();
  const other = new Key();
  world.svm.addProgram(other.address, idle());
  for (const [instruction, place, signers] of [[world.lock(), 8, [user]], [world.release(), 7, []]]) {
    instruction.accounts[place].key = other.key;
    const { logs } = world.fails(E.WrongTokenProgram, [instruction], signers);
    equal(logs.some((line) => line.includes('invoke [2]')), false, 'called');
  }
  for (const instruction of [instructions.openOutboxPage({ payer: payer.key, chain: EVM, page: 4n }), instructions.openConsumedPage({ payer: payer.key, chain: EVM, page: 4n })]) {
    instruction.accounts[3].key = other.key;
    const { logs } = world.refused([instruction]);
    equal(logs.some((line) => line.includes(`${other.address} invoke`)), false, 'called');
  }
});

test('test_Museum_M51_ApprovalsAreOfNoUseToAStranger', () => {
  const world = World.create();
  const wallet = ataOf(user.key, gold);
  // The user approved everything to the bridge's authority, to the relayer and to the config, one after another.
  for (const delegate of [addresses.authority, relayer.key, stranger.key, addresses.config]) {
    world.token(wallet, { mint: gold.mint, owner: user.key, amount: 10n ** 12n, delegate });
    for (const thief of [stranger, relayer]) {
      world.ok([createAssociated(payer.key, thief.key, gold.mint)]);
      world.fails(E.InvalidTokenAccount, [world.lock({ sender: thief.key, from: wallet })], [thief]);
      const unsigned = world.lock();
      unsigned.accounts[0].signer = false;
      world.fails(E.MissingSignature, [unsigned], []);
      // A valid release to the thief, paid out of the user's wallet instead of custody.
      const release = world.release({ recipient: thief.key });
      release.accounts[5].key = wallet;
      world.fails(E.WrongAccount, [release]);
    }
    equal(world.balance(wallet), 10n ** 12n, 'wallet');
  }
});

test('test_Museum_M58_SignatureOfAnotherDeployment_Refused', () => {
  const world = World.create();
  // Same guardians, same program, another bridge id: neither takes the other's attestation.
  const twin = deployTwin(world, { bridgeId: new Uint8Array(32).fill(0xb2) });
  const ours = world.release();
  const theirs = world.release({ bridgeId: new Uint8Array(32).fill(0xb2), assetId: twin.asset.id }, { bridgeId: new Uint8Array(32).fill(0xb2) });
  world.fails(E.InvalidTransfer, [theirs]);
  const atTwin = {
    ...ours, program: twin.addresses.program,
    accounts: twin.make.release({
      asset: twin.asset, recipient: user.key, source: EVM, sequence: 1n, transfer: new Uint8Array(150), epoch: 1, first: 1n, count: 1,
      signature: new Uint8Array(96), proof: [],
    }).accounts,
  };
  world.fails(E.InvalidTransfer, [atTwin]);
  // The transfer rewritten to the other deployment under the signature of this one.
  const data = Uint8Array.from(ours.data);
  data.set(new Uint8Array(32).fill(0xb2), 116);
  data.set(twin.asset.id, 115 + 46);
  world.fails(E.InvalidSignature, [{ ...atTwin, data }]);
});

test('test_Museum_M58_SignatureOfAnotherChainEpochLaneOrBridge_Refused', () => {
  const world = World.create();
  const transfer = world.transfer();
  const root = leafOf(encodeTransfer(transfer));
  const valid = { bridgeId, epoch: 1, source: EVM, destination: SOLANA, first: 1n, count: 1, root };
  for (const change of [{ epoch: 2 }, { destination: EVM }, { destination: OTHER }, { source: OTHER }, { bridgeId: new Uint8Array(32).fill(2) }, { first: 2n }, { count: 2 }])
    world.fails(E.InvalidSignature, [world.releases([transfer], { signature: guardians.sign(attestation({ ...valid, ...change })) })[0]]);
  world.ok([world.releases([transfer], { signature: guardians.sign(attestation(valid)) })[0]]);
});
