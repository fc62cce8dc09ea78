import { E } from './lib/errors.mjs';
import { concat } from './lib/bytes.mjs';
import { test } from './lib/runner.mjs';
import { encodeTransfer, leafOf, merkle } from './lib/protocol.mjs';
import { World } from './lib/world.mjs';

const batch = (world, count) => Array.from({ length: count }, (_, i) => world.transfer({ sequence: 1n + BigInt(i) }));

/** Replaces the proof and its length byte. */
function withProof(instruction, nodes) {
  const data = concat(instruction.data.slice(0, 265), ...nodes);
  data[2] = nodes.length;
  return { ...instruction, data };
}

const nodesOf = ({ data }) => Array.from({ length: data[2] }, (_, i) => data.slice(265 + 32 * i, 297 + 32 * i));

test('proof_TooShortOrTooLong_Refused', () => {
  const world = World.create();
  for (const count of [1, 2, 3, 5, 8, 32]) {
    for (const instruction of [world.releases(batch(world, count))[0], world.releases(batch(world, count))[count - 1]]) {
      const nodes = nodesOf(instruction);
      for (const length of [0, 1, 2, 3, 4, 5].filter((other) => other !== nodes.length))
        world.fails(E.InvalidProof, [withProof(instruction, Array.from({ length }, (_, i) => nodes[i] ?? new Uint8Array(32)))]);
    }
  }
});

test('proof_MoreNodesThanAnyBatchNeeds_Refused', () => {
  const world = World.create();
  const instruction = world.releases(batch(world, 32))[0];
  for (const length of [6, 7, 20]) world.fails(E.InvalidProof, [withProof(instruction, Array.from({ length }, () => new Uint8Array(32)))]);
});

test('proof_LengthByteDisagreesWithTheData_Refused', () => {
  const world = World.create();
  const instruction = world.releases(batch(world, 32))[0];
  for (const length of [0, 4]) {
    const data = Uint8Array.from(instruction.data);
    data[2] = length;
    world.fails(E.InvalidInstructionData, [{ ...instruction, data }]);
  }
  for (const length of [6, 255]) {
    const data = Uint8Array.from(instruction.data);
    data[2] = length;
    world.fails(E.InvalidProof, [{ ...instruction, data }]);
  }
});

test('proof_AnotherNode_Refused', () => {
  const world = World.create();
  const instruction = world.releases(batch(world, 8))[3];
  for (let i = 0; i < 3; i++) {
    const nodes = nodesOf(instruction);
    nodes[i][31] ^= 1;
    world.fails(E.InvalidSignature, [withProof(instruction, nodes)]);
  }
  const swapped = nodesOf(instruction).reverse();
  world.fails(E.InvalidSignature, [withProof(instruction, swapped)]);
});

test('proof_OfAnotherPosition_Refused', () => {
  const world = World.create();
  const list = world.releases(batch(world, 8));
  world.fails(E.InvalidSignature, [withProof(list[3], nodesOf(list[4]))]);
});

test('proof_TransferThatIsNotInTheBatch_Refused', () => {
  const world = World.create();
  const [signed] = world.releases(batch(world, 4));
  const other = encodeTransfer(world.transfer({ amount: 999_999n }));
  const data = Uint8Array.from(signed.data);
  data.set(other, 115);
  world.fails(E.InvalidSignature, [{ ...signed, data }]);
});

test('test_Museum_M10_InnerNodeAsLeaf_Refused', () => {
  // The root of the two last leaves shown as the leaf of a shorter tree: a leaf is hashed twice and a transfer has 150 bytes, so none fits.
  const world = World.create();
  const transfers = batch(world, 4);
  const { proofs } = merkle(transfers.map((transfer) => leafOf(encodeTransfer(transfer))));
  const list = world.releases(transfers);
  world.fails(E.InvalidProof, [withProof(list[0], proofs[0].slice(1))]);
  world.fails(E.InvalidProof, [withProof(list[0], [...proofs[0], proofs[0][0]])]);
});

test('test_Museum_M10_DuplicateLeaves_PayOnce', () => {
  const world = World.create();
  const transfer = world.transfer({ sequence: 1n });
  const [first, second] = world.releases([transfer, transfer]);
  world.ok([first]);
  world.fails(E.AlreadyConsumed, [second]);
});

test('test_Museum_M10_PositionPastTheCount_Refused', () => {
  const world = World.create();
  const list = world.releases(batch(world, 4), { count: 3 });
  world.fails(E.InvalidBatch, [list[3]]);
});

test('test_Museum_M10_EmptyProofForABatchOfMany_Refused', () => {
  const world = World.create();
  for (const instruction of world.releases(batch(world, 32))) world.fails(E.InvalidProof, [withProof(instruction, [])]);
});
