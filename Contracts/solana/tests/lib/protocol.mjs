// Transfers, batches and signed messages, written from the layouts of Contracts/README.md and SignedMessage.cs, apart from the C code under test.
import { be, compare, concat, keccak, text } from './bytes.mjs';

export function encodeTransfer(t) {
  return concat(
    Uint8Array.of(t.version ?? 1), t.bridgeId, be(t.source, 2), be(t.destination, 2), be(t.sequence, 8), Uint8Array.of(t.kind),
    t.assetId, be(t.amount, 8), t.sender, t.recipient,
  );
}

export const leafOf = (transferBytes) => keccak(keccak(transferBytes));
export const assetIdOf = (bridgeId, homeChain, homeToken) => keccak(bridgeId, be(homeChain, 2), homeToken);
const node = (a, b) => (compare(a, b) <= 0 ? keccak(a, b) : keccak(b, a));

/** Root and the proof of every leaf. */
export function merkle(leaves) {
  const proofs = leaves.map(() => []);
  let level = leaves.map((hash, i) => ({ hash, members: [i] }));
  while (level.length > 1) {
    const above = [];
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i], level[i + 1]];
      if (right === undefined) {
        above.push(left);
        continue;
      }
      for (const member of left.members) proofs[member].push(right.hash);
      for (const member of right.members) proofs[member].push(left.hash);
      above.push({ hash: node(left.hash, right.hash), members: [...left.members, ...right.members] });
    }
    level = above;
  }
  return { root: level[0].hash, proofs };
}

const message = (tag, bridgeId, epoch, ...body) => keccak(keccak(text(tag)), bridgeId, be(epoch, 4), ...body);

export const attestation = (m) =>
  message('bridge/attestation/v1', m.bridgeId, m.epoch, be(m.source, 2), be(m.destination, 2), be(m.first, 8), be(m.count, 4), m.root);
export const voidMessage = (m) =>
  message('bridge/void/v1', m.bridgeId, m.epoch, be(m.source, 2), be(m.destination, 2), be(m.sequence, 8), m.leaf);
export const refundMessage = (m) =>
  message('bridge/refund/v1', m.bridgeId, m.epoch, be(m.source, 2), be(m.destination, 2), be(m.sequence, 8), m.leaf);
export const rotateMessage = (m) =>
  message('bridge/rotate/v1', m.bridgeId, m.epoch, be(m.chain, 2), be(m.newEpoch, 4), m.newKey.slice(1), Uint8Array.of(m.newKey[0] & 1));
export const priceMessage = (m) => message('bridge/price/v1', m.bridgeId, m.epoch, m.market, be(m.price, 8), be(m.confidence, 8), be(m.observedAt, 8));
