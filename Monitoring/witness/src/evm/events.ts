import { decodeEventLog, type Log } from 'viem';
import type { Deployment } from '../deployment.js';
import type { Fact, GovernanceFact, Place } from '../ledger/facts.js';
import { MalformedBytes, toHex, type Hex } from '../protocol/bytes.js';
import { laneOf, leafOf, type Transfer } from '../protocol/transfer.js';
import { events } from './abi.js';

/** A log of the vault or its control, with the Unix time of its block. */
export interface TimedLog {
  readonly log: Log<bigint, number, false>;
  readonly time: bigint;
}

/**
 * What the logs say, in order. A log that is none of the contracts' events is an error: the contracts cannot be changed, so a node that shows one lies.
 */
export function factsOf(logs: readonly TimedLog[], deployment: Deployment): Fact[] {
  const assetOfToken = new Map(deployment.assets.map((asset) => [asset.evmToken, asset.id]));
  // A token that was listed later is told by its own event.
  return logs.flatMap(({ log, time }) => {
    const event = decode(log);
    if (event.eventName === 'AssetRegistered') assetOfToken.set(lower(event.args.token), event.args.assetId);
    return translate(event, placeOf(log, deployment.evm.chain), time, deployment, assetOfToken);
  });
}

type Event = ReturnType<typeof decode>;

function decode(log: Log<bigint, number, false>) {
  try {
    return decodeEventLog({ abi: events, data: log.data, topics: log.topics, strict: true });
  } catch (error) {
    throw new MalformedBytes(`log ${log.logIndex} of ${log.transactionHash} is no event of the bridge: ${(error as Error).message.split('\n')[0]}`);
  }
}

function placeOf(log: Log<bigint, number, false>, chain: number): Place {
  return { chain, height: log.blockNumber, transaction: log.transactionHash, index: log.logIndex };
}

function translate(event: Event, at: Place, time: bigint, deployment: Deployment, assetOfToken: ReadonlyMap<Hex, Hex>): Fact[] {
  const own = deployment.evm.chain;
  const govern = (what: GovernanceFact['what']): GovernanceFact[] => [{ type: 'governance', what, time, at }];
  switch (event.eventName) {
    case 'Locked': {
      const { destination, sequence, assetId, kind, amount, sender, recipient } = event.args;
      const transfer: Transfer = { bridge: deployment.bridge, source: own, destination, sequence, kind, asset: assetId, amount, sender, recipient };
      return [{ type: 'lock', lane: laneOf(transfer), sequence, leaf: leafOf(transfer), kind, asset: assetId, amount, recipient, at }];
    }
    case 'Released':
      return paymentsOf(event.args, at, own);
    case 'Held':
      // The `Released` of the same call shows it as held; here stands its leaf as well, which names the sender.
      return [];
    case 'Voided':
      return [{ type: 'void', lane: `${event.args.source}-${own}`, sequence: event.args.sequence, leaf: event.args.leaf, at }];
    case 'RefundRequested':
      return [{ type: 'refund-request', lane: `${own}-${event.args.destination}`, sequence: event.args.sequence, leaf: event.args.leaf, at }];
    case 'Refunded':
      return [{ type: 'refund', lane: `${own}-${event.args.destination}`, sequence: event.args.sequence, leaf: event.args.leaf, paid: event.args.paid, at }];
    case 'Claimed': {
      const asset = assetOfToken.get(lower(event.args.token));
      if (asset === undefined) throw new MalformedBytes(`a claim of ${event.args.token}, which was never listed`);
      return [{ type: 'claim', asset, local: event.args.amount, at }];
    }
    case 'PaperUsed':
      return govern({ step: 'used', action: event.args.action, digest: event.args.digest });
    case 'Scheduled':
      return govern({ step: 'scheduled', digest: event.args.digest, readyAt: event.args.readyAt });
    case 'Executed':
      return govern({ step: 'executed', digest: event.args.digest, readyAt: 0n });
    case 'Vetoed':
      return govern({ step: 'vetoed', digest: event.args.digest, readyAt: 0n });
    case 'RotationScheduled':
      return govern({ step: 'rotation-scheduled', epoch: event.args.epoch, key: keyOf(event.args), readyAt: event.args.readyAt });
    case 'KeyRotated':
      return govern({ step: 'rotated', epoch: event.args.epoch, key: keyOf(event.args) });
    case 'LimitsSet': {
      const { assetId, maxRelease, capacity, refillPerSecond, holdThreshold } = event.args;
      return govern({ step: 'changed', what: 'limits', asset: assetId, limits: [maxRelease, capacity, refillPerSecond, holdThreshold] });
    }
    case 'LevelChanged':
      return govern({ step: 'changed', what: 'level', from: event.args.from, to: event.args.to });
    case 'RoleGranted':
    case 'RoleRevoked':
      return govern({ step: 'changed', what: 'role' });
    case 'AssetRegistered':
      return govern({ step: 'changed', what: 'asset' });
    case 'LaneOpened':
      return govern({ step: 'changed', what: 'lane' });
    case 'MarginAccountsSet':
      return govern({ step: 'changed', what: 'margin' });
    case 'Sealed':
      return govern({ step: 'sealed' });
    case 'LevelSet':
    case 'WrappedCreated':
    case 'HoldApproved':
    case 'HoldRejected':
    case 'RotationVetoed':
      return [];
  }
}

// A payment is a word: offset 1 ‖ outcome 1 (1 paid, 2 claimable, 3 held) ‖ kind 1 ‖ asset index 1 ‖ amount 8 ‖ recipient 20.
function paymentsOf(args: { source: number; first: bigint; assets: readonly Hex[]; payments: readonly bigint[] }, at: Place, own: number): Fact[] {
  if (args.payments.length === 0) throw new MalformedBytes(`a release in ${at.transaction} consumed nothing`);
  return args.payments.map((word) => {
    const asset = args.assets[Number((word >> 224n) & 0xffn)];
    const outcome = ([, 'paid', 'claimable', 'held'] as const)[Number((word >> 240n) & 0xffn)];
    if (asset === undefined || outcome === undefined) throw new MalformedBytes(`a release in ${at.transaction} shows a payment of no asset or no outcome`);
    return {
      type: 'release',
      lane: `${args.source}-${own}`,
      sequence: args.first + (word >> 248n),
      outcome,
      kind: Number((word >> 232n) & 0xffn),
      asset,
      amount: (word >> 160n) & 0xffff_ffff_ffff_ffffn,
      recipient: toHex(Uint8Array.from(Buffer.from((word & ((1n << 160n) - 1n)).toString(16).padStart(64, '0'), 'hex'))),
      leaf: null,
      at,
    };
  });
}

function keyOf(args: { keyX: Hex; keyParity: number }): Hex {
  return `0x${args.keyParity === 0 ? '02' : '03'}${args.keyX.slice(2)}`;
}

function lower(address: Hex): Hex {
  return address.toLowerCase() as Hex;
}
