// Participants of @noble/curves (secp256k1_FROST) for the C# tests: one JSON request a line on standard input, one answer a line on standard output.
// State lives in this process: what a participant keeps secret is never sent.
import { createInterface } from 'node:readline';
import { secp256k1_FROST as frost } from '@noble/curves/secp256k1.js';

const hex = (bytes) => Buffer.from(bytes).toString('hex');
const raw = (text) => Uint8Array.from(Buffer.from(text, 'hex'));
const idOf = (number) => frost.Identifier.fromNumber(number);
const participants = new Map();
const broadcast = ({ participant, commitments, proof }) =>
  ({ identifier: idOf(participant), commitment: commitments.map(raw), proofOfKnowledge: raw(proof) });
const commitment = ({ participant, hiding, binding }) => ({ identifier: idOf(participant), hiding: raw(hiding), binding: raw(binding) });

const commands = {
  round1({ participant, min, max }) {
    const { public: shown, secret } = frost.DKG.round1(idOf(participant), { min, max });
    participants.set(participant, { secret });
    return { commitments: shown.commitment.map(hex), proof: hex(shown.proofOfKnowledge) };
  },
  round2({ participant, others, recipients }) {
    const self = participants.get(participant);
    self.others = others.map(broadcast);
    const sent = frost.DKG.round2(self.secret, self.others);
    return { shares: recipients.map((recipient) => hex(sent[idOf(recipient)].signingShare)) };
  },
  round3({ participant, shares }) {
    const self = participants.get(participant);
    const received = shares.map(({ participant: sender, share }) => ({ identifier: idOf(sender), signingShare: raw(share) }));
    self.key = frost.DKG.round3(self.secret, self.others, received);
    return { groupKey: hex(self.key.public.commitments[0]), verifyingShares: Object.values(self.key.public.verifyingShares).map(hex) };
  },
  commit({ participant }) {
    const self = participants.get(participant);
    const { nonces, commitments } = frost.commit(self.key.secret);
    self.nonces = nonces;
    return { hiding: hex(commitments.hiding), binding: hex(commitments.binding) };
  },
  sign({ participant, commitments, message }) {
    const { key, nonces } = participants.get(participant);
    return { share: hex(frost.signShare(key.secret, key.public, nonces, commitments.map(commitment), raw(message))) };
  },
  aggregate({ participant, commitments, message, shares }) {
    const { key } = participants.get(participant);
    const byId = Object.fromEntries(shares.map(({ participant: signer, share }) => [idOf(signer), raw(share)]));
    return { signature: hex(frost.aggregate(key.public, commitments.map(commitment), raw(message), byId)) };
  },
  verify({ signature, message, groupKey }) {
    let valid = false;
    try {
      valid = frost.verify(raw(signature), raw(message), raw(groupKey));
    } catch { /* it throws at what is no signature */ }
    return { valid };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = commands[request.command](request);
  } catch (error) {
    answer = { error: String(error.message) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
