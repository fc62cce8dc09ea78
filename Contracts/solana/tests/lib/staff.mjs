// Risk staff at work: papers as instructions, and what loosens carried through.
import { addresses, delays, instructions, officers, payer, sentinels } from './cast.mjs';
import { encodeTransfer, leafOf } from './protocol.mjs';

const risk = (paper, places = {}) => instructions.risk({ payer: payer.key, paper, ...places });

/** A paper that loosens, scheduled: { paper, schedule, execute }. */
export function loosening(world, type, fields, { by = officers.slice(0, 2), subject, changed, listing } = {}) {
  subject ??= type === 'SetLimits' ? addresses.asset(fields.asset) : undefined;
  const paper = world.paper(type, fields, by);
  return {
    paper,
    schedule: risk(paper, { record: addresses.proposal(paper.digest), subject }),
    execute: instructions.execute({ payer: payer.key, paper, changed, listing }),
  };
}

/** Scheduled, waited for, carried out. */
export function loosen(world, type, fields, places) {
  const { schedule, execute } = loosening(world, type, fields, places);
  world.ok([schedule]);
  world.setTime(world.now + BigInt(delays[0]));
  return world.ok([execute]);
}

export const lowerLevel = (level, { kind = 1, scope = new Uint8Array(32) } = {}) => ({ scopeKind: kind, scope, level, reason: new Uint8Array(32) });

/** An officer's word about the hold of a transfer. */
export function decide(world, type, transfer, by = officers[0], change = {}) {
  const leaf = leafOf(encodeTransfer(transfer));
  const paper = world.paper(type, { source: transfer.source, sequence: transfer.sequence, leaf, ...change }, [by]);
  const subject = type === 'ApproveHold' ? addresses.asset(transfer.assetId) : addresses.void(transfer.source, transfer.sequence);
  return risk(paper, { record: addresses.hold(transfer.source, transfer.sequence), subject });
}

export const approve = (world, transfer, by, change) => decide(world, 'ApproveHold', transfer, by, change);
export const reject = (world, transfer, by, change) => decide(world, 'RejectHold', transfer, by, change);

export const veto = (world, digest, by = sentinels[0]) => risk(world.paper('Veto', { proposal: digest }, [by]), { record: addresses.proposal(digest) });

export function lowerLimits(world, asset, values, by = sentinels[0]) {
  return risk(world.paper('LowerLimits', values(asset.id), [by]), { subject: addresses.asset(asset.id) });
}
