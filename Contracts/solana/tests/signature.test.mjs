import { E } from './lib/errors.mjs';
import { be, concat, readBe } from './lib/bytes.mjs';
import { Guardians, ORDER, Point } from './lib/guardians.mjs';
import { equal, test } from './lib/runner.mjs';
import { World, addresses } from './lib/world.mjs';

const SIGNATURE = 19;
const FIELD = 2n ** 256n - 2n ** 32n - 977n;

function withSignature(instruction, edit) {
  const data = Uint8Array.from(instruction.data);
  data.set(edit(data.slice(SIGNATURE, SIGNATURE + 96)), SIGNATURE);
  return { ...instruction, data };
}

test('signature_AnyBitFlipped_Refused', () => {
  const world = World.create();
  const instruction = world.release();
  for (let bit = 0; bit < 96 * 8; bit += 1) {
    if (bit % 8 !== 0 && bit > 16 && bit % 31 !== 0 && bit < 96 * 8 - 16) continue;
    world.fails(E.InvalidSignature, [withSignature(instruction, (signature) => {
      signature[bit >> 3] ^= 1 << (bit & 7);
      return signature;
    })]);
  }
});

test('signature_AnyByteOfTheAttestationChanged_Refused', () => {
  const world = World.create();
  const instruction = world.releases(Array.from({ length: 4 }, (_, i) => world.transfer({ sequence: 5n + BigInt(i) })))[1];
  // First sequence and count; amount, sender and recipient inside the transfer.
  for (const [offset, bits] of [[14, 1], [18, 1], [115 + 85, 1], [115 + 86, 1], [115 + 117, 128]]) {
    const data = Uint8Array.from(instruction.data);
    data[offset] ^= bits;
    const outcome = world.refused([{ ...instruction, data }]);
    if (![E.InvalidSignature, E.InvalidProof, E.InvalidBatch].includes(outcome.code)) throw new Error(`offset ${offset}: ${outcome.code}`);
  }
});

test('signature_ByAnotherGroup_Refused', () => {
  const world = World.create();
  world.fails(E.InvalidSignature, [world.release({}, { group: new Guardians() })]);
});

test('signature_ZeroResponse_Refused', () => {
  const world = World.create();
  world.fails(E.InvalidSignature, [withSignature(world.release(), (signature) => concat(signature.slice(0, 64), new Uint8Array(32)))]);
});

test('signature_AllZeroOrAllOnes_Refused', () => {
  const world = World.create();
  for (const byte of [0, 0xff]) world.fails(E.InvalidSignature, [withSignature(world.release(), () => new Uint8Array(96).fill(byte))]);
});

test('signature_ResponseNotReduced_Refused', () => {
  // z + n is the same number modulo n: without the range check it would be a second signature. It fits 32 bytes for small z only.
  const world = World.create();
  for (let tries = 0; tries < 3; tries++) {
    world.fails(E.InvalidSignature, [withSignature(world.release(), (signature) => {
      const z = readBe(signature.slice(64));
      return z + ORDER < 2n ** 256n ? concat(signature.slice(0, 64), be(z + ORDER, 32)) : concat(signature.slice(0, 64), be(ORDER, 32));
    })]);
  }
});

test('signature_ResponseOutOfRange_Refused', () => {
  const world = World.create();
  for (const value of [ORDER, ORDER + 1n, 2n ** 256n - 1n])
    world.fails(E.InvalidSignature, [withSignature(world.release(), (signature) => concat(signature.slice(0, 64), be(value, 32)))]);
});

test('signature_NegatedCommitment_Refused', () => {
  const world = World.create();
  world.fails(E.InvalidSignature, [withSignature(world.release(), (signature) => {
    const y = readBe(signature.slice(32, 64));
    return concat(signature.slice(0, 32), be(FIELD - y, 32), signature.slice(64));
  })]);
});

test('signature_CommitmentYOfTheSameParity_Refused', () => {
  // Only the parity of R's y enters the challenge: the comparison must still see all of it.
  const world = World.create();
  world.fails(E.InvalidSignature, [withSignature(world.release(), (signature) => {
    signature[40] ^= 0x10;
    return signature;
  })]);
});

test('signature_NegatedResponse_Refused', () => {
  const world = World.create();
  world.fails(E.InvalidSignature, [withSignature(world.release(), (signature) => {
    const z = readBe(signature.slice(64));
    return concat(signature.slice(0, 64), be(ORDER - z, 32));
  })]);
});

test('signature_GeneratorAsCommitment_Refused', () => {
  const world = World.create();
  const generator = Point.BASE.toBytes(false).slice(1);
  world.fails(E.InvalidSignature, [withSignature(world.release(), () => concat(generator, be(1, 32)))]);
});

test('signature_OfAnotherBatch_Refused', () => {
  const world = World.create();
  const other = world.release({ sequence: 2n });
  const signature = other.data.slice(SIGNATURE, SIGNATURE + 96);
  world.fails(E.InvalidSignature, [withSignature(world.release({ sequence: 1n }), () => signature)]);
});

test('signature_ManyKeysAndMessages_AllAccepted', () => {
  // Several thresholds, keys of both parities (else the odds are 2^-24): each release is a new message under new nonces.
  const parities = new Set();
  for (const [threshold, size] of [[2, 2], [2, 3], [3, 5], [5, 7]]) {
    for (let round = 0; round < 6; round++) {
      const world = World.create();
      const group = new Guardians(threshold, size);
      parities.add(group.key[0]);
      world.patch(addresses.config, 72, group.key);
      for (let sequence = 1n; sequence <= 6n; sequence++) world.ok([world.release({ sequence, amount: sequence }, { group })]);
    }
  }
  equal(parities.size, 2, 'parities seen');
});
