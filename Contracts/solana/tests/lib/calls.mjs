// Every instruction once in each of its forms, on a world in which it succeeds: what the generated matrix takes apart.
import { createAssociated } from './instructions.mjs';
import { rotateMessage } from './protocol.mjs';
import { Guardians } from './guardians.mjs';
import { approve, loosening, lowerLevel, lowerLimits, reject, veto } from './staff.mjs';
import { Signer } from './papers.mjs';
import {
  EVM, SOLANA, START, World, addresses, assetFor, ataOf, bridgeId, delays, gold, governor, guardians, instructions, limits, officers, payer, stranger,
  upgradeAuthority, user, wrapped,
} from './world.mjs';

const held = ({ approvals = 0, asset = gold } = {}) => {
  const world = World.create();
  world.ok([world.limit(asset, { holdThreshold: 0n })], [governor]);
  world.ok([world.hold({ assetId: asset.id }, { asset })]);
  for (const officer of officers.slice(0, approvals)) world.ok([approve(world, world.transfer({ assetId: asset.id }), officer)]);
  world.setTime(START + BigInt(delays[2]));
  return world;
};

const lockedWorld = () => {
  const world = World.create();
  world.ok([world.lock()], [user]);
  world.setTime(START + BigInt(delays[3]));
  return world;
};

const frozen = (world) => {
  world.token(ataOf(user.key, gold), { mint: gold.mint, owner: user.key, state: 2 });
  return world;
};

const on = (world, instruction, signers = []) => ({ world, instruction, signers });

function scheduled(type, fieldsOf, placesOf = () => ({})) {
  const world = World.create();
  const made = fieldsOf(world);
  const { schedule, execute } = loosening(world, type, made, placesOf(made));
  world.ok([schedule]);
  world.setTime(START + BigInt(delays[0]));
  return on(world, execute);
}

const lowerGold = lowerLevel(0, { kind: 3, scope: gold.id });
const lower = (asset) => ({ asset, maxRelease: 1n, capacity: limits.capacity, refillPerSecond: limits.refill, holdThreshold: limits.holdThreshold });
const next = new Guardians();
const rotation = rotateMessage({ bridgeId, epoch: 1, chain: SOLANA, newEpoch: 2, newKey: next.key });
const rotate = () => instructions.rotateKey({ payer: payer.key, digest: rotation, newEpoch: 2, newKey: next.key, signature: guardians.sign(rotation) });

function registration(mode) {
  const world = World.create();
  const { asset, places } = assetFor.listing(world, mode);
  return on(world, instructions.registerAsset({ ...asset, payer: payer.key, governor: governor.key, assetId: asset.id, custody: places.listing.custody }), [governor]);
}

function claimable(asset) {
  const world = World.create();
  world.token(ataOf(user.key, asset), { mint: asset.mint, owner: user.key, state: 2 });
  world.ok([world.credit({ assetId: asset.id }, { asset })]);
  world.ok([createAssociated(payer.key, stranger.key, asset.mint)]);
  return on(world, instructions.claim({ asset, owner: user.key, to: ataOf(stranger.key, asset) }), [user]);
}

/**
 * unread: places that this form does not look at. tolerated: what it takes in a place, { place: [wrong forms] }: accounts that it does not write this time;
 * accounts of ours that are gone, which no transaction can bring about.
 */
const call = (tag, name, make, { unread = [], tolerated = {} } = {}) => ({ tag, name, make, unread, tolerated });
const unwritten = Object.fromEntries([5, 6].map((place) => [place, ['read-only']]));

export const calls = [
  call(1, 'initialise', () => {
    const world = World.bare();
    return on(world, world.initialise(), [upgradeAuthority]);
  }),
  call(2, 'openLane', () => on(World.create(), instructions.openLane({ payer: payer.key, governor: governor.key, chain: 9, family: 1 }), [governor])),
  call(3, 'registerAsset Custody', () => registration(1)),
  call(3, 'registerAsset Mint', () => registration(2)),
  call(4, 'setLimits', () => {
    const world = World.create();
    return on(world, world.limit(gold), [governor]);
  }),
  call(5, 'openOutboxPage', () => on(World.create(), instructions.openOutboxPage({ payer: payer.key, chain: EVM, page: 7n }))),
  call(6, 'openConsumedPage', () => on(World.create(), instructions.openConsumedPage({ payer: payer.key, chain: EVM, page: 7n }))),
  call(7, 'lock Custody', () => {
    const world = World.create();
    return on(world, world.lock(), [user]);
  }),
  call(7, 'lock Mint', () => {
    const world = World.create();
    world.ok([world.release({ assetId: wrapped.id }, { asset: wrapped })]);
    return on(world, world.lock({ asset: wrapped, amount: 10n }), [user]);
  }),
  call(8, 'release Custody', () => {
    const world = World.create();
    return on(world, world.release());
  }),
  call(8, 'release Mint', () => {
    const world = World.create();
    return on(world, world.release({ assetId: wrapped.id }, { asset: wrapped }));
  }),
  call(9, 'rotateKey', () => on(World.create(), rotate())),
  call(10, 'grantRole', () => on(World.create(), instructions.grantRole({ governor: governor.key, address: new Signer().address, role: 1 }), [governor])),
  call(11, 'seal', () => on(World.create(), instructions.seal({ governor: governor.key }), [governor])),
  call(12, 'risk RaiseLevel of everything', () => {
    const world = World.create();
    return on(world, world.raise(1));
  }, { unread: [0, 5] }),
  call(12, 'risk RaiseLevel of an asset', () => {
    const world = World.create();
    return on(world, world.raise(1, { kind: 3, scope: gold.id }));
  }, { unread: [0, 5] }),
  call(12, 'risk LowerLevel', () => {
    const world = World.create();
    return on(world, loosening(world, 'LowerLevel', lowerGold, { subject: addresses.asset(gold.id) }).schedule);
  }),
  call(12, 'risk SetLimits', () => {
    const world = World.create();
    return on(world, loosening(world, 'SetLimits', lower(gold.id)).schedule);
  }, { tolerated: { 4: ['read-only', 'closed'] } }),
  call(12, 'risk OpenLane', () => {
    const world = World.create();
    return on(world, loosening(world, 'OpenLane', { otherChain: 9, family: 1 }).schedule);
  }),
  call(12, 'risk LowerLimits', () => {
    const world = World.create();
    return on(world, lowerLimits(world, gold, lower));
  }, { unread: [0, 5] }),
  call(12, 'risk Veto', () => {
    const world = World.create();
    const { paper, schedule } = loosening(world, 'OpenLane', { otherChain: 9, family: 1 });
    world.ok([schedule]);
    return on(world, veto(world, paper.digest));
  }, { unread: [0, 5] }),
  call(12, 'risk ApproveHold', () => {
    const world = held();
    return on(world, approve(world, world.transfer(), officers[0]));
  }, { unread: [0, 5] }),
  call(12, 'risk RejectHold', () => {
    const world = held();
    return on(world, reject(world, world.transfer(), officers[0]));
  }),
  call(13, 'execute LowerLevel', () => scheduled('LowerLevel', (world) => {
    world.ok([world.raise(3, { kind: 3, scope: gold.id })]);
    return lowerGold;
  }, () => ({ subject: addresses.asset(gold.id), changed: addresses.asset(gold.id) })), { unread: [0, 5] }),
  call(13, 'execute SetLimits', () => scheduled('SetLimits', () => lower(gold.id), () => ({ changed: addresses.asset(gold.id) })), { unread: [0, 5] }),
  call(13, 'execute OpenLane', () => scheduled('OpenLane', () => ({ otherChain: 9, family: 1 }), () => ({ changed: addresses.lane(9) }))),
  call(13, 'execute GrantRole', () => scheduled('GrantRole', () => ({ account: new Signer().address, role: 2 })), { unread: [0, 5] }),
  ...[1, 2].map((mode) => call(13, `execute ListAsset, mode ${mode}`, () => {
    let places;
    return scheduled('ListAsset', (world) => {
      const listing = assetFor.listing(world, mode);
      places = listing.places;
      return listing.fields;
    }, () => places);
  })),
  call(14, 'hold', () => {
    const world = World.create();
    world.ok([world.limit(gold, { holdThreshold: 0n })], [governor]);
    return on(world, world.hold());
  }),
  ...[gold, wrapped].map((asset) => call(15, `executeHold, mode ${asset.mode}`, () => {
    const world = held({ approvals: 2, asset });
    return on(world, world.executeHold({ assetId: asset.id }, { asset }));
  }, { unread: [9, 10] })),
  call(15, 'executeHold, credited', () => {
    const world = frozen(held({ approvals: 2 }));
    return on(world, world.executeHold());
  }, { tolerated: unwritten }),
  call(16, 'requestRefund', () => {
    const world = lockedWorld();
    return on(world, world.requestRefund(), [user]);
  }),
  call(17, 'void', () => {
    const world = World.create();
    return on(world, world.void());
  }, { unread: [5], tolerated: { 2: ['closed'] } }),
  call(17, 'void of a hold', () => {
    const world = held();
    return on(world, world.void());
  }, { tolerated: { 2: ['closed'] } }),
  call(18, 'refund', () => {
    const world = lockedWorld();
    return on(world, world.refund());
  }, { unread: [9] }),
  call(18, 'refund after a request', () => {
    const world = lockedWorld();
    world.ok([world.requestRefund()], [user]);
    return on(world, world.refund());
  }, { unread: [9, 10], tolerated: { 11: ['closed'] } }),
  call(18, 'refund, credited', () => {
    const world = frozen(lockedWorld());
    return on(world, world.refund());
  }, { tolerated: unwritten }),
  call(19, 'credit', () => {
    const world = frozen(World.create());
    return on(world, world.credit());
  }),
  call(20, 'claim Custody', () => claimable(gold)),
  call(20, 'claim Mint', () => claimable(wrapped)),
  call(21, 'activateKey', () => {
    const world = World.create();
    world.ok([rotate()]);
    world.setTime(START + BigInt(delays[4]));
    return on(world, instructions.activateKey({ digest: rotation }));
  }),
];
