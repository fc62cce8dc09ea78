// Writes signature_verdicts.json: signatures over this bridge's messages and what every verifier (C#, Solidity, C) has to say of them. The signer and the
// hash are written here from RFC 9591 on @noble/curves, not by the code under test; each verdict is checked with the equation z·G = R + c·P.
// Run outside the repository: npm install @noble/curves@2.4.0 && node generate-verdicts.mjs > signature_verdicts.json
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { expand_message_xmd } from '@noble/curves/abstract/hash-to-curve.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

const { Point } = secp256k1;
const n = Point.Fn.ORDER, p = Point.Fp.ORDER, G = Point.BASE;
const mod = (value) => ((value % n) + n) % n;
const be = (value, size) => hexToBytes(BigInt(value).toString(16).padStart(size * 2, '0'));
const number = (bytes) => BigInt('0x' + bytesToHex(bytes));
const hex = (bytes) => '0x' + bytesToHex(bytes);
const seeded = (text) => 1n + number(sha256(utf8ToBytes(text))) % (n - 1n);
const times = (scalar, point = G) => point.multiply(mod(scalar));

const h2 = (input, dst = 'FROST-secp256k1-SHA256-v1chal') => mod(number(expand_message_xmd(input, utf8ToBytes(dst), 48, sha256)));
const challenge = (R, P, message) => h2(concatBytes(R.toBytes(true), P.toBytes(true), message));
const sign = (secret, message, nonce = seeded('nonce ' + hex(message)), of = challenge) => {
  const R = times(nonce), P = times(secret);
  return { R, z: mod(nonce + of(R, P, message) * secret) };
};
const encode = (x, y, z) => concatBytes(be(x, 32), be(y, 32), be(z, 32));
const bytes = ({ R, z }) => { const { x, y } = R.toAffine(); return encode(x, y, z); };

const bridge = keccak_256(utf8ToBytes('vector bridge'));
const attestation = (change = {}) => {
  const f = { tag: 'bridge/attestation/v1', bridge, epoch: 7, source: 2, destination: 1, first: 100, count: 5, root: keccak_256(utf8ToBytes('root')), ...change };
  return keccak_256(concatBytes(keccak_256(utf8ToBytes(f.tag)), f.bridge, be(f.epoch, 4), be(f.source, 2), be(f.destination, 2), be(f.first, 8), be(f.count, 4), f.root));
};

const withParity = (odd) => { for (let i = 0; ; i++) { const secret = seeded(`key ${i}`); if ((times(secret).toBytes(true)[0] === 3) === odd) return secret; } };
const nonceWithParity = (odd) => { for (let i = 0; ; i++) { const nonce = seeded(`r ${i}`); if ((times(nonce).toBytes(true)[0] === 3) === odd) return nonce; } };
const even = withParity(false), odd = withParity(true);
const key = times(even).toBytes(true), message = attestation();
const good = sign(even, message), { x, y } = good.R.toAffine();
const cases = [];
const add = (name, valid, { k = key, m = message, s = bytes(good) } = {}) => cases.push({ name, key: hex(k), message: hex(m), signature: hex(s), valid });

for (const [keyName, secret] of [['even', even], ['odd', odd]])
  for (const [rName, isOdd] of [['even', false], ['odd', true]])
    add(`honest, key ${keyName}, R ${rName}`, true, { k: times(secret).toBytes(true), s: bytes(sign(secret, message, nonceWithParity(isOdd))) });
add('honest, nonce of the message', true);

add('z = 0', false, { s: encode(x, y, 0n) });
add('z = n', false, { s: encode(x, y, n) });
add('z = n + 1', false, { s: encode(x, y, n + 1n) });
add('z = 2^256 - 1', false, { s: encode(x, y, 2n ** 256n - 1n) });
add('z negated', false, { s: encode(x, y, n - good.z) });
add('z + 1', false, { s: encode(x, y, mod(good.z + 1n)) });
add('R of the other parity', false, { s: encode(x, p - y, good.z) });
add('R of the other parity, z negated', false, { s: encode(x, p - y, n - good.z) });
add('R off the curve, y of the same parity', false, { s: encode(x, y ^ 2n, good.z) });
add('R off the curve, y of the other parity', false, { s: encode(x, y ^ 1n, good.z) });
add('R off the curve, x changed', false, { s: encode(x ^ 1n, y, good.z) });
add('R with its coordinates exchanged', false, { s: encode(y, x, good.z) });
add('R = (0, 0)', false, { s: encode(0n, 0n, good.z) });
add('R with x = p', false, { s: encode(p, y, good.z) });
add('R with y = p', false, { s: encode(x, p, good.z) });
add('R with x = p + 1, congruent to a point', false, { s: encode(p + 1n, Point.fromBytes(concatBytes(Uint8Array.of(2), be(1n, 32))).toAffine().y, good.z) });
add('R all ones', false, { s: encode(2n ** 256n - 1n, 2n ** 256n - 1n, good.z) });
add('R = G, z = 1', false, { s: bytes({ R: G, z: 1n }) });
add('R = P, z = 1', false, { s: bytes({ R: times(even), z: 1n }) });
add('R = -P, z = n - 1', false, { s: bytes({ R: times(even).negate(), z: n - 1n }) });
add('R for a challenge that was chosen first', false, { s: bytes({ R: times(5n).add(times(even).multiply(mod(-seeded('chosen')))), z: 5n }) });
add('signature all zeros', false, { s: new Uint8Array(96) });
add('signature all ones', false, { s: new Uint8Array(96).fill(255) });
add('z before R', false, { s: concatBytes(be(good.z, 32), be(x, 32), be(y, 32)) });

add('key negated', false, { k: times(even).negate().toBytes(true) });
add('another key', false, { k: times(seeded('another')).toBytes(true) });
add('key of zeros', false, { k: new Uint8Array(33) });
add('key x = 0', false, { k: concatBytes(Uint8Array.of(2), new Uint8Array(32)) });
add('key x that is on no point', false, { k: concatBytes(Uint8Array.of(2), be(5n, 32)) });
add('key x = p', false, { k: concatBytes(Uint8Array.of(3), be(p, 32)) });
add('key x = p + 1', false, { k: concatBytes(Uint8Array.of(2), be(p + 1n, 32)) });
add('key of all ones', false, { k: concatBytes(Uint8Array.of(2), new Uint8Array(32).fill(255)) });
add('key with the prefix 4', false, { k: concatBytes(Uint8Array.of(4), key.slice(1)) });
const above = (() => { for (let v = n; ; v++) { try { return Point.fromBytes(concatBytes(Uint8Array.of(2), be(v, 32))).toBytes(true); } catch { /* no point */ } } })();
add('key x not below n, a point of the curve (x = n is one)', false, { k: above });

for (const [name, change] of Object.entries({
  'another epoch': { epoch: 8 }, 'epoch 0': { epoch: 0 }, 'another source chain': { source: 3 }, 'another destination chain': { destination: 3 },
  'source and destination exchanged': { source: 1, destination: 2 }, 'another bridge': { bridge: keccak_256(utf8ToBytes('other bridge')) },
  'the tag of a void': { tag: 'bridge/void/v1' }, 'the tag of a price': { tag: 'bridge/price/v1' }, 'another first sequence': { first: 101 }, 'another count': { count: 6 },
  'another root': { root: keccak_256(utf8ToBytes('other root')) }, 'a zero root': { root: new Uint8Array(32) },
})) add(`message of ${name}`, false, { m: attestation(change) });
add('message of zeros', false, { m: new Uint8Array(32) });
add('message with one bit changed', false, { m: message.map((b, i) => (i === 31 ? b ^ 1 : b)) });

add('challenge without the key', false, { s: bytes(sign(even, message, 9n, (R, P, m) => h2(concatBytes(R.toBytes(true), m)))) });
add('challenge without R', false, { s: bytes(sign(even, message, 9n, (R, P, m) => h2(concatBytes(P.toBytes(true), m)))) });
add('challenge of another domain', false, { s: bytes(sign(even, message, 9n, (R, P, m) => h2(concatBytes(R.toBytes(true), P.toBytes(true), m), 'FROST-secp256k1-SHA256-v1rho'))) });
add('challenge of another suite', false, { s: bytes(sign(even, message, 9n, (R, P, m) => h2(concatBytes(R.toBytes(true), P.toBytes(true), m), 'FROST-secp256k1-SHA256-TR-v1chal'))) });
add('challenge by plain SHA-256', false, { s: bytes(sign(even, message, 9n, (R, P, m) => mod(number(sha256(concatBytes(R.toBytes(true), P.toBytes(true), m)))))) });
add('message hashed once more', false, { s: bytes(sign(even, keccak_256(message), 9n)) });
add('z = k - c·s', false, { s: bytes({ R: times(9n), z: mod(9n - challenge(times(9n), times(even), message) * even) }) });

// Each verdict by the equation itself, for those whose parts are points and scalars at all.
for (const c of cases) {
  let holds = false;
  try {
    const P = Point.fromBytes(hexToBytes(c.key.slice(2))), s = hexToBytes(c.signature.slice(2));
    const R = Point.fromBytes(concatBytes(Uint8Array.of(4), s.slice(0, 64))), z = number(s.slice(64));
    holds = z > 0n && z < n && number(P.toBytes(true).slice(1)) < n && times(z).equals(R.add(times(challenge(R, P, hexToBytes(c.message.slice(2))), P)));
  } catch { /* not a point */ }
  if (holds !== c.valid) throw new Error(`${c.name}: the equation says ${holds}`);
}
if (new Set(cases.map((c) => c.key + c.message + c.signature)).size < cases.length) throw new Error('a case is there twice: ' + cases.filter((c, i) => cases.findIndex((d) => d.key + d.message + d.signature === c.key + c.message + c.signature) !== i).map((c) => c.name));
console.log(JSON.stringify({ source: 'generate-verdicts.mjs in this folder', cases }, null, 1));
