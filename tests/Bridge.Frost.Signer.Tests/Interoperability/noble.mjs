// Writes noble-frost.json: key generations and signatures made by @noble/curves 2.4.0 (secp256k1_FROST), an implementation independent of ours.
// usage: in a folder where `npm install @noble/curves@2.4.0` was run:  node noble.mjs > noble-frost.json
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const resolve = createRequire(`${process.cwd()}/`).resolve;
const { secp256k1_FROST: frost } = await import(pathToFileURL(resolve('@noble/curves/secp256k1.js')));
const hex = (bytes) => Buffer.from(bytes).toString('hex');

function generate(min, max) {
  const ids = Array.from({ length: max }, (_, i) => frost.Identifier.fromNumber(i + 1));
  const round1 = ids.map((id) => frost.DKG.round1(id, { min, max }));
  const broadcasts = round1.map((r) => r.public);
  const others = (i) => broadcasts.filter((_, j) => j !== i);
  const round2 = round1.map((r, i) => frost.DKG.round2(r.secret, others(i)));
  const keys = round1.map((r, i) => frost.DKG.round3(r.secret, others(i), round2.filter((_, j) => j !== i).map((sent) => sent[ids[i]])));
  return { ids, broadcasts, round2, keys };
}

function scenario(min, max, signers, message) {
  const { ids, broadcasts, round2, keys } = generate(min, max);
  const pub = keys[0].public;
  const committed = signers.map((s) => frost.commit(keys[s - 1].secret));
  const list = committed.map((c) => c.commitments);
  const shares = signers.map((s, i) => frost.signShare(keys[s - 1].secret, pub, committed[i].nonces, list, message));
  const signature = frost.aggregate(pub, list, message, Object.fromEntries(signers.map((s, i) => [ids[s - 1], shares[i]])));
  if (!frost.verify(signature, message, pub.commitments[0])) throw new Error('noble does not verify its own signature');
  return {
    threshold: min,
    message: hex(message),
    groupKey: hex(pub.commitments[0]),
    participants: ids.map((id, i) => ({
      identifier: i + 1,
      commitments: broadcasts[i].commitment.map(hex),
      proof: hex(broadcasts[i].proofOfKnowledge),
      sentShares: Object.fromEntries(ids.filter((other) => other !== id).map((other) => [ids.indexOf(other) + 1, hex(round2[i][other].signingShare)])),
      signingShare: hex(keys[i].secret.signingShare),
      verifyingShare: hex(pub.verifyingShares[id]),
    })),
    session: signers.map((s, i) => ({
      identifier: s,
      hiding: hex(list[i].hiding),
      binding: hex(list[i].binding),
      share: hex(shares[i]),
    })),
    signature: hex(signature),
  };
}

const text = (value) => new TextEncoder().encode(value);
console.log(JSON.stringify([
  scenario(2, 3, [1, 3], text('test')),
  scenario(3, 5, [5, 2, 4], new Uint8Array(32).fill(7)),
], null, 1));
