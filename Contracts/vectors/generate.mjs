// Writes protocol.json: the layouts of a transfer, its leaf, batch roots and proofs, and every signed message, computed by an implementation of
// its own (@noble/hashes 2.0.1) and not by the code under test. Run: npm install @noble/hashes@2.0.1 && node generate.mjs > protocol.json
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, hexToBytes, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';

const hex = (bytes) => '0x' + bytesToHex(bytes);
const be = (value, size) => hexToBytes(BigInt.asUintN(size * 8, BigInt(value)).toString(16).padStart(size * 2, '0'));
const tag = (text) => keccak_256(utf8ToBytes(text));
const fill = (text) => keccak_256(utf8ToBytes(text));
const evm = (text) => concatBytes(new Uint8Array(12), fill(text).slice(12));

const bridgeId = fill('vector bridge');
const asset = (homeChain, homeToken) => keccak_256(concatBytes(bridgeId, be(homeChain, 2), homeToken));
const encode = (t) => concatBytes(be(1, 1), bridgeId, be(t.source, 2), be(t.destination, 2), be(t.sequence, 8), be(t.kind, 1), t.asset, be(t.amount, 8), t.sender, t.recipient);
const leafOf = (bytes) => keccak_256(keccak_256(bytes));
const less = (a, b) => { for (let i = 0; i < 32; i++) if (a[i] !== b[i]) return a[i] < b[i]; return true; };
const node = (a, b) => keccak_256(less(a, b) ? concatBytes(a, b) : concatBytes(b, a));
const levelsOf = (leaves) => {
  const levels = [leaves];
  while (levels.at(-1).length > 1) {
    const below = levels.at(-1), above = [];
    for (let i = 0; i < below.length; i += 2) above.push(i + 1 < below.length ? node(below[i], below[i + 1]) : below[i]);
    levels.push(above);
  }
  return levels;
};
const proofOf = (levels, index) => {
  const proof = [];
  for (let level = 0, i = index; level < levels.length - 1; level++, i >>= 1) if ((i ^ 1) < levels[level].length) proof.push(levels[level][i ^ 1]);
  return proof;
};

const assets = [
  { homeChain: 1, homeToken: evm('token on evm') },
  { homeChain: 2, homeToken: fill('mint on solana') },
].map((a) => ({ ...a, id: asset(a.homeChain, a.homeToken) }));

const transfers = [
  { source: 2, destination: 1, sequence: 1n, kind: 2, asset: assets[0].id, amount: 1n, sender: fill('solana user'), recipient: evm('margin account') },
  { source: 1, destination: 2, sequence: 17n, kind: 1, asset: assets[1].id, amount: 2n ** 64n - 1n, sender: evm('evm user'), recipient: fill('solana user') },
  { source: 65535, destination: 256, sequence: 2n ** 64n - 1n, kind: 1, asset: assets[0].id, amount: 123456789n, sender: fill('a'), recipient: fill('b') },
];

const batchOf = (count) => {
  const items = Array.from({ length: count }, (_, i) => ({
    source: 2, destination: 1, sequence: 100n + BigInt(i), kind: 1 + (i % 2), asset: assets[i % 2].id, amount: 1000n + BigInt(i),
    sender: fill(`sender ${i}`), recipient: evm(`recipient ${i}`),
  }));
  const leaves = items.map((t) => leafOf(encode(t)));
  const levels = levelsOf(leaves);
  const picks = [...new Set([0, count >> 1, count - 1])];
  return { first: '100', count, root: hex(levels.at(-1)[0]), leaves: leaves.map(hex),
    transfers: count <= 8 ? items.map((t) => hex(encode(t))) : undefined,
    proofs: picks.map((index) => ({ index, proof: proofOf(levels, index).map(hex) })) };
};

const epoch = 7;
const digest = (name, body) => hex(keccak_256(concatBytes(tag(name), bridgeId, be(epoch, 4), body)));
const leaf = leafOf(encode(transfers[0]));
const root = fill('root');
const key = hexToBytes('f37c34b66ced1fb51c34a90bdae006901f10625cc06c4f64663b0eae87d87b4f');
const market = fill('market');

console.log(JSON.stringify({
  source: 'generate.mjs in this folder',
  bridgeId: hex(bridgeId),
  keccak256: ['', 'abc', 'x'.repeat(135), 'x'.repeat(136), 'x'.repeat(137), 'x'.repeat(500)].map((text) => ({ text, hash: hex(fill(text)) })),
  assets: assets.map((a) => ({ homeChain: a.homeChain, homeToken: hex(a.homeToken), id: hex(a.id) })),
  transfers: transfers.map((t) => ({ source: t.source, destination: t.destination, sequence: String(t.sequence), kind: t.kind, asset: hex(t.asset),
    amount: String(t.amount), sender: hex(t.sender), recipient: hex(t.recipient), encoded: hex(encode(t)), leaf: hex(leafOf(encode(t))) })),
  batches: [1, 2, 3, 5, 8, 32, 33, 128].map(batchOf),
  messages: {
    epoch,
    tags: Object.fromEntries(['attestation', 'void', 'refund', 'rotate', 'price'].map((name) => [name, hex(tag(`bridge/${name}/v1`))])),
    attestation: { source: 2, destination: 1, first: '100', count: 5, root: hex(root), digest: digest('bridge/attestation/v1', concatBytes(be(2, 2), be(1, 2), be(100, 8), be(5, 4), root)) },
    void: { source: 2, destination: 1, sequence: '1', leaf: hex(leaf), digest: digest('bridge/void/v1', concatBytes(be(2, 2), be(1, 2), be(1, 8), leaf)) },
    refund: { source: 2, destination: 1, sequence: '1', leaf: hex(leaf), digest: digest('bridge/refund/v1', concatBytes(be(2, 2), be(1, 2), be(1, 8), leaf)) },
    rotate: { chain: 1, newEpoch: 8, newKeyX: hex(key), newKeyParity: 0, digest: digest('bridge/rotate/v1', concatBytes(be(1, 2), be(8, 4), key, be(0, 1))) },
    price: { market: hex(market), price: '-12345678901', confidence: '5', observedAt: '1700000000', digest: digest('bridge/price/v1', concatBytes(market, be(-12345678901n, 8), be(5, 8), be(1700000000, 8))) },
  },
}, null, 1));
