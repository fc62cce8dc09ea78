// The signature check and its arithmetic against published vectors and against big integers, in the machine itself.
import { readFileSync } from 'node:fs';
import { expand_message_xmd } from '@noble/curves/abstract/hash-to-curve.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { LiteSVM } from 'litesvm';
import { E } from './lib/errors.mjs';
import { be, concat, fromHex, readBe, text } from './lib/bytes.mjs';
import { Guardians, ORDER, Point, expand } from './lib/guardians.mjs';
import { equal, test } from './lib/runner.mjs';
import { Key } from './lib/transaction.mjs';
import { World, payer, programFile } from './lib/world.mjs';

const vectors = (path) => JSON.parse(readFileSync(new URL(`../../vectors/${path}`, import.meta.url)));

class Probe {
  constructor(name) {
    this.world = new World(new LiteSVM().withTransactionHistory(0n));
    this.program = new Key();
    this.world.svm.addProgram(this.program.address, programFile(name));
    this.world.svm.airdrop(payer.address, 1_000_000_000_000n);
  }

  call(tag, ...data) {
    const outcome = this.world.send([{ program: this.program.key, accounts: [], data: concat(Uint8Array.of(tag), ...data) }]);
    if (!outcome.ok && outcome.code === null) throw new Error(outcome.error);
    return outcome;
  }

  verify(key, signature, message) {
    return this.call(1, key, signature, message).code ?? 0;
  }

  number(tag, ...data) {
    return readBe(be(readBe(this.call(tag, ...data).returnData), 32));
  }
}

test('vectors_Rfc9591_SignatureAccepted', () => {
  const vector = vectors('rfc9591/frost-secp256k1-sha256.json');
  const probe = new Probe('probe');
  const key = fromHex(vector.inputs.group_public_key);
  const signature = expand(fromHex(vector.final_output.sig));
  const message = fromHex(vector.inputs.message);
  equal(probe.verify(key, signature, message), E.Success, 'result');
  equal(probe.verify(key, signature, text('tess')), E.InvalidSignature, 'another message');
  equal(probe.verify(concat(Uint8Array.of(key[0] ^ 1), key.slice(1)), signature, message), E.InvalidSignature, 'the negated key');
});

test('vectors_Derived_SignaturesAccepted', () => {
  const probe = new Probe('probe');
  const list = vectors('derived_ecrecover_vectors.json').filter((vector) => vector.z);
  const accepted = list.filter((vector) => vector.name.includes('SHA-256'));
  for (const vector of list) {
    const key = fromHex(vector.group_public_key);
    const signature = concat(fromHex(vector.R_x), fromHex(vector.R_y), fromHex(vector.z));
    equal(probe.verify(key, signature, fromHex(vector.message)), accepted.includes(vector) ? E.Success : E.InvalidSignature, vector.name);
  }
  if (accepted.length === 0) throw new Error('no vectors of this ciphersuite');
  return `${accepted.length} of this ciphersuite accepted, ${list.length - accepted.length} of another refused`;
});

test('vectors_ThresholdSignatures_AcceptedAndCorruptedRefused', () => {
  const probe = new Probe('probe');
  const group = new Guardians(2, 3);
  for (let i = 0; i < 20; i++) {
    const message = be(i, 32);
    const signature = group.sign(message);
    equal(probe.verify(group.key, signature, message), E.Success, 'signature');
    signature[(i * 5) % 96] ^= 0x40;
    equal(probe.verify(group.key, signature, message), E.InvalidSignature, 'corrupted');
  }
});

test('verify_CommitmentOfTheSameYAndAnotherX_Refused', () => {
  // beta^3 = 1 modulo the field, so (x, y) and (beta x, y) both lie on the curve. Who knows the secret could sign for one and show the other.
  const probe = new Probe('probe');
  const secret = 0x1234567890abcdefn, nonce = 0xfedcba0987654321n;
  const beta = 0x7ae96a2b657c07106e64479eac3434e99cf0497512f58995c1396c28719501een;
  const field = 2n ** 256n - 2n ** 32n - 977n;
  const key = Point.BASE.multiply(secret).toBytes(true);
  const { x, y } = Point.BASE.multiply(nonce).toAffine();
  const message = text('message');
  const sign = (rx) => {
    const r = Point.fromAffine({ x: rx, y }).toBytes(true);
    const uniform = expand_message_xmd(concat(r, key, message), text('FROST-secp256k1-SHA256-v1chal'), 48, sha256);
    const z = (nonce + (readBe(uniform) % ORDER) * secret) % ORDER;
    return concat(be(rx, 32), be(y, 32), be(z, 32));
  };
  equal(probe.verify(key, sign(x), message), E.Success, 'R itself');
  equal(probe.verify(key, sign((x * beta) % field), message), E.InvalidSignature, 'its twin');
});

test('verify_ResponseOutsideZeroToN_RefusedBeforeRecovery', () => {
  const probe = new Probe('accepting');
  const group = new Guardians(2, 3);
  const r = new Uint8Array(64).fill(7);
  const verify = (z) => probe.verify(group.key, concat(r, be(z, 32)), text('message'));
  for (const z of [1n, 2n, ORDER - 1n]) equal(verify(z), E.Success, `z = ${z}, with a recovery that always agrees`);
  for (const z of [0n, ORDER, ORDER + 1n, ORDER + 2n ** 64n, 2n ** 256n - 1n]) equal(verify(z), E.InvalidSignature, `z = ${z}`);
});

test('verify_RecoveryFails_RefusedWhateverItLeft', () => {
  const probe = new Probe('failing');
  const group = new Guardians(2, 3);
  equal(probe.verify(group.key, concat(new Uint8Array(64).fill(7), be(1, 32)), text('message')), E.InvalidSignature, 'result');
  equal(probe.call(2, group.key).code, E.InvalidGroupKey, 'key');
});

test('validateGroupKey_OutsideTheRange_RefusedBeforeRecovery', () => {
  const probe = new Probe('accepting');
  const validate = (prefix, x) => probe.call(2, Uint8Array.of(prefix), be(x, 32)).code ?? 0;
  equal([validate(2, 1n), validate(3, ORDER - 1n)], [0, 0], 'in range');
  for (const x of [0n, ORDER, ORDER + 1n, 2n ** 256n - 1n]) equal(validate(2, x), E.InvalidGroupKey, `x = ${x}`);
  for (const prefix of [0, 1, 4, 5, 6, 255]) equal(validate(prefix, 1n), E.InvalidGroupKey, `prefix ${prefix}`);
});

/** Values at which carries and reductions go wrong, and a few of no pattern. */
function edges(bits, seed) {
  const top = 1n << BigInt(bits);
  const list = [0n, 1n, 2n, top - 1n, top - 2n];
  for (const value of [ORDER, 2n ** 256n - ORDER, 2n ** 261n, 2n ** 128n, 2n ** 29n, 2n ** 232n, 2n ** 255n, ORDER >> 1n]) list.push(value - 1n, value, value + 1n);
  let state = seed;
  for (let i = 0; i < 24; i++) {
    state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n;
    let value = 0n;
    for (let word = 0n; word < BigInt(bits) / 64n; word++) value = (value << 64n) | ((state * (word * 2n + 3n) ** 7n) % 2n ** 64n);
    list.push(value);
    // Whole limbs of ones and zeros.
    list.push(((2n ** 29n - 1n) << (29n * (state % 13n))) % top);
  }
  return [...new Set(list.filter((value) => value >= 0n && value < top))];
}

test('scalarMultiply_EdgeValues_AreRightModuloN', () => {
  const probe = new Probe('probe');
  const right = edges(256, 5n).filter((_, i) => i % 2 === 0);
  let count = 0;
  for (const [tag, size, left] of [[4, 32, edges(256, 1n)], [3, 48, edges(384, 2n)]]) {
    for (const a of left) {
      const b = right[count++ % right.length];
      equal(probe.number(tag, be(a, size), be(b, 32)), (a * b) % ORDER, `${a} * ${b}`);
    }
    for (const a of [2n ** BigInt(8 * size) - 1n, 1n, ORDER]) {
      for (const b of right) {
        equal(probe.number(tag, be(a, size), be(b, 32)), (a * b) % ORDER, `${a} * ${b}`);
        count++;
      }
    }
  }
  return `${count} products`;
});

test('scalarNegate_EdgeValues_AreRight', () => {
  const probe = new Probe('probe');
  for (const a of edges(256, 9n).filter((value) => value > 0n && value < ORDER)) equal(probe.number(5, be(a, 32)), ORDER - a, `n - ${a}`);
});
