// The papers of risk staff against the vectors that every other reader of them is held to, and everything that no paper may be.
import { E } from './lib/errors.mjs';
import { be, compare, concat, fromHex, readBe } from './lib/bytes.mjs';
import { Signer, makePaper, riskVectors, vectorPaper } from './lib/papers.mjs';
import { equal, test } from './lib/runner.mjs';
import { loosening } from './lib/staff.mjs';
import { EVM, OTHER, SOLANA, START, World, addresses, bridgeId, delays, gold, governor, instructions, officers, payer, sentinels } from './lib/world.mjs';

const risk = (paper, change = {}) => instructions.risk({ payer: payer.key, paper, ...change });
const day = 86_400n;
const needsTwo = (action) => action === 2 || (action >= 4 && action <= 8);

/** A world of the vectors' deployment, whose two keys are officers, on the chain that the vector names. */
function vectorWorld(chain) {
  const world = World.create();
  world.patch(addresses.config, 8, fromHex(riskVectors.bridgeId));
  world.patch(addresses.config, 112, be(chain === 0 ? SOLANA : chain, 2));
  riskVectors.actions[0].signatures.forEach(({ address }, i) => world.patch(addresses.config, 352 + 32 * (20 + i), concat(fromHex(address), Uint8Array.of(1))));
  world.patch(addresses.config, 224, be(2, 2));
  return world;
}

const byAddress = (signatures) => [...signatures].sort((a, b) => compare(fromHex(a.address), fromHex(b.address)));
const lastNonce = (world, address) => {
  for (let at = 352; at < 1376; at += 32) {
    const entry = world.data(addresses.config).slice(at, at + 32);
    if (compare(entry.slice(0, 20), address) === 0) return readBe(entry.slice(24));
  }
  return null;
};

test('papers_Vectors_SignedPapersAreTaken', () => {
  let taken = 0;
  for (const vector of riskVectors.actions) {
    const chain = Number(vector.fields[0].value);
    const world = vectorWorld(chain);
    const digest = fromHex(vector.digest);
    const two = byAddress(vector.signatures).map(({ signature }) => fromHex(signature));
    if (needsTwo(vector.action)) {
      const place = { LowerLevel: 2, SetLimits: 1 }[vector.type];
      const asset = place ? fromHex(vector.fields[place].value) : null;
      if (asset) world.put(addresses.asset(asset), concat(world.data(addresses.asset(gold.id)).slice(0, 8), asset, world.data(addresses.asset(gold.id)).slice(40)), addresses.program);
      world.ok([risk(vectorPaper(vector, two), { record: addresses.proposal(digest), subject: asset ? addresses.asset(asset) : undefined })]);
      const data = world.data(addresses.proposal(digest));
      equal(data.slice(8, 40), digest, `${vector.type} digest`);
      equal([data[60], data[61]], [1, vector.action], 'state and action');
      equal(data.slice(64, 104), concat(...byAddress(vector.signatures).map(({ address }) => fromHex(address))), 'officers');
      equal(data.slice(104, 104 + vector.words.length / 2 - 1), fromHex(vector.words), 'words');
      taken++;
      continue;
    }
    for (const { signature, address } of vector.signatures) {
      const instruction = risk(vectorPaper(vector, [fromHex(signature)]));
      if (vector.type === 'RaiseLevel') {
        const fresh = vectorWorld(chain);
        fresh.ok([instruction]);
        equal(lastNonce(fresh, fromHex(address)), 1001n, 'nonce');
      } else {
        // Signed by an officer, about something that is not there: the first error after the signature.
        const error = { LowerLimits: E.WrongAccount, ApproveHold: E.NotHeld, RejectHold: E.NotHeld, Veto: E.WrongAccount }[vector.type];
        const about = vector.type === 'Veto' || vector.type === 'LowerLimits' ? {} : { record: addresses.hold(7, 7n) };
        world.fails(error, [risk(vectorPaper(vector, [fromHex(signature)]), about)]);
      }
      taken++;
    }
  }
  return `${taken} papers`;
});

test('papers_Vectors_SignaturesThatMustBeRefused', () => {
  const { action, cases } = riskVectors.negative;
  const vector = riskVectors.actions[0];
  for (const { why, error, signature } of cases) {
    const outcome = vectorWorld(0).send([risk(vectorPaper({ ...vector, action }, [fromHex(signature)]))]);
    // A stranger may not even raise a level, which is open to sentinels too.
    equal([why, outcome.ok, outcome.code], [why, false, error === 'NotOfficer' ? E.NotSentinel : E.BadSignature], why);
  }
  return `${cases.length} refused`;
});

test('papers_Vectors_WordsThatMustBeRefused', () => {
  for (const { why, action, words } of riskVectors.badWords) {
    const paper = { action, words: fromHex(words), signatures: [fromHex(riskVectors.actions[0].signatures[0].signature)] };
    const outcome = vectorWorld(0).send([risk(paper)]);
    // What is a byte too long reads as words and a signature that starts late.
    const codes = why.endsWith('long') || why.endsWith('short') ? [E.BadWords, E.BadSignature] : [E.BadWords];
    if (outcome.ok || !codes.includes(outcome.code)) throw new Error(`${why}: ${outcome.code} ${outcome.error}`);
  }
  return `${riskVectors.badWords.length} refused`;
});

test('papers_EveryOtherWidth_Refused', () => {
  // Each member one bit wider than its type: never the same paper under another digest.
  for (const vector of riskVectors.actions) {
    const world = vectorWorld(Number(vector.fields[0].value));
    vector.fields.forEach(({ type, name }, i) => {
      const bits = type === 'bytes32' ? 256 : type === 'address' ? 160 : Number(type.slice(4));
      if (bits === 256) return;
      for (const bit of [bits, 255]) {
        const words = fromHex(vector.words);
        words[32 * i + 31 - (bit >> 3)] |= 1 << (bit & 7);
        const outcome = world.send([risk({ action: vector.action, words, signatures: vector.signatures.map(({ signature }) => fromHex(signature)).slice(0, needsTwo(vector.action) ? 2 : 1) })]);
        equal(outcome.code, E.BadWords, `${vector.type} ${name} bit ${bit}`);
      }
    });
  }
});

test('papers_ScopeOrRoleThatIsNone_Refused', () => {
  const world = World.create();
  const wide = be(EVM, 32);
  wide[0] = 1;
  world.fails(E.BadWords, [world.raise(1, { kind: 2, scope: wide })]);
  for (const type of ['GrantRole', 'RevokeRole']) {
    for (const role of [0, 3]) {
      const paper = world.paper(type, { account: new Signer().address, role }, officers.slice(0, 2));
      world.fails(E.BadWords, [risk(paper, { record: addresses.proposal(paper.digest) })]);
    }
  }
});

test('papers_ThatLoosen_SpendTheNonceOfBoth', () => {
  const world = World.create();
  const paper = world.paper('OpenLane', { otherChain: 9, family: 1, nonce: 50n }, officers.slice(0, 2));
  world.ok([risk(paper, { record: addresses.proposal(paper.digest) })]);
  for (const by of officers.slice(0, 2)) world.fails(E.NonceUsed, [world.raise(1, { by, nonce: 50n })]);
  for (const pair of [[officers[0], officers[2]], [officers[1], officers[2]]]) {
    const again = world.paper('OpenLane', { otherChain: 8, family: 1, nonce: 50n }, pair);
    world.fails(E.NonceUsed, [risk(again, { record: addresses.proposal(again.digest) })]);
  }
  world.ok([world.raise(1, { by: officers[2], nonce: 50n })]);
});

test('test_Museum_M58_PaperOfAnotherBridgeOrChain_Refused', () => {
  const world = World.create();
  const fields = { scopeKind: 1, scope: new Uint8Array(32), level: 3, reason: new Uint8Array(32), nonce: 1n, notAfter: START + day };
  const by = (id, chain) => risk(makePaper(id, 'RaiseLevel', { ...fields, chain }, [sentinels[0]]));
  world.fails(E.NotSentinel, [by(new Uint8Array(32).fill(0xb2), SOLANA)]);
  for (const chain of [EVM, OTHER, 65535]) world.fails(E.WrongChain, [by(bridgeId, chain)]);
  world.ok([by(bridgeId, 0)]);
});

test('papers_OfOneChainOnly_NotForEvery', () => {
  const world = World.create();
  const list = { token: gold.mint, mode: 1, canonicalDecimals: 6, homeChain: SOLANA, homeToken: gold.mint };
  const hold = { source: EVM, sequence: 1n, leaf: new Uint8Array(32) };
  for (const [type, fields, signers] of [['ListAsset', list, officers.slice(0, 2)], ['OpenLane', { otherChain: 9, family: 1 }, officers.slice(0, 2)],
    ['ApproveHold', hold, [officers[0]]], ['RejectHold', hold, [officers[0]]]]) world.fails(E.WrongChain, [risk(world.paper(type, { ...fields, chain: 0 }, signers))]);
});

test('test_Museum_M38_ExpiredOrEndlessPaper_Refused', () => {
  const world = World.create();
  world.fails(E.PaperExpired, [world.raise(3, { notAfter: START - 1n })]);
  world.fails(E.PaperTooLong, [world.raise(3, { notAfter: START + 30n * day + 1n })]);
  world.fails(E.PaperTooLong, [world.raise(3, { notAfter: 2n ** 64n - 1n })]);
  world.ok([world.raise(3, { notAfter: START })]);
  world.ok([world.raise(4, { notAfter: START + 30n * day })]);
});

/** A System AdvanceNonceAccount: what makes a transaction durable. */
const advanceNonce = () => {
  const nonce = new Uint8Array(32).fill(9);
  return { program: new Uint8Array(32), accounts: [{ key: nonce, signer: false, writable: true }, { key: fromHex('06a7d517192c568ee08a845f73d29788cf035c3145b21ab344d8062ea9400000'), signer: false, writable: false }, { key: payer.key, signer: true, writable: false }], data: fromHex('04000000') };
};

test('test_Museum_M38_TransactionThatAdvancesANonce_Refused', () => {
  const world = World.create();
  world.nonceAccount(new Uint8Array(32).fill(9), payer.key);
  const plain = { program: new Uint8Array(32), accounts: [{ key: payer.key, signer: true, writable: true }, { key: governor.key, signer: false, writable: true }], data: fromHex('020000000100000000000000') };
  const governs = [world.limit(gold), instructions.openLane({ payer: payer.key, governor: governor.key, chain: 9, family: 1 }),
    instructions.grantRole({ governor: governor.key, address: new Signer().address, role: 1 }), instructions.seal({ governor: governor.key })];
  const tries = [world.raise(1), ...governs];
  for (const instruction of tries) {
    const outcome = world.send([advanceNonce(), instruction], [governor]);
    equal([outcome.ok, outcome.code], [false, E.DurableNonce], outcome.error);
  }
  for (const instruction of tries) {
    const forged = structuredClone(instruction);
    forged.accounts.find(({ key }) => compare(key, fromHex('06a7d517187bd16635dad40455fdc2c0c124c68f215675a5dbbacb5f08000000')) === 0).key = governor.key;
    world.fails(E.WrongAccount, [forged], [governor]);
  }
  for (const instruction of tries) world.ok([plain, instruction], [governor]);
  // What was scheduled is not executed in one either.
  const { schedule, execute } = loosening(world, 'OpenLane', { otherChain: 12, family: 1 }, { changed: addresses.lane(12) });
  world.ok([schedule]);
  world.setTime(START + BigInt(delays[0]));
  equal(world.send([advanceNonce(), execute]).code, E.DurableNonce, 'execute');
  world.ok([execute]);
});

test('papers_NonceUsedOrBelow_Refused', () => {
  const world = World.create();
  world.ok([world.raise(1, { nonce: 7n })]);
  for (const nonce of [0n, 6n, 7n]) world.fails(E.NonceUsed, [world.raise(2, { nonce })]);
  world.ok([world.raise(2, { nonce: 7n, by: sentinels[1] })]);
});

test('papers_NonceMoreThan30DaysAhead_Refused', () => {
  // Milliseconds of Unix time: one that nobody can go above would end its signer's papers for ever.
  const world = World.create();
  const latest = (START + 30n * day) * 1_000n;
  for (const nonce of [latest + 1n, 2n ** 64n - 1n]) world.fails(E.NonceTooFar, [world.raise(1, { nonce })]);
  const two = world.paper('OpenLane', { otherChain: 9, family: 1, nonce: latest + 1n }, officers.slice(0, 2));
  world.fails(E.NonceTooFar, [risk(two, { record: addresses.proposal(two.digest) })]);
  world.ok([world.raise(1, { nonce: latest })]);
});

test('papers_OfAStranger_Refused', () => {
  const world = World.create();
  const stranger = new Signer();
  world.fails(E.NotSentinel, [world.raise(1, { by: stranger })]);
  const two = world.paper('OpenLane', { otherChain: 9, family: 1 }, [officers[0], stranger]);
  world.fails(E.NotOfficer, [risk(two, { record: addresses.proposal(two.digest) })]);
});

test('test_Museum_M77_SentinelNeverLoosensNorDecides', () => {
  const world = World.create();
  for (const signers of [[officers[0], sentinels[0]], [officers[0], sentinels[1]], sentinels]) {
    const paper = world.paper('LowerLevel', { scopeKind: 1, scope: new Uint8Array(32), level: 0, reason: new Uint8Array(32) }, signers);
    world.fails(E.NotOfficer, [risk(paper, { record: addresses.proposal(paper.digest) })]);
  }
  for (const type of ['ApproveHold', 'RejectHold'])
    world.fails(E.NotOfficer, [risk(world.paper(type, { source: EVM, sequence: 1n, leaf: new Uint8Array(32) }, [sentinels[0]]), { record: addresses.hold(EVM, 1n) })]);
});

test('papers_NotExactlyAsManySignaturesAsNeeded_Refused', () => {
  const world = World.create();
  const paper = world.paper('OpenLane', { otherChain: 9, family: 1 }, officers.slice(0, 2));
  const record = addresses.proposal(paper.digest);
  const [first, second] = paper.signatures;
  world.fails(E.BadSignature, [risk({ ...paper, signatures: [first] }, { record })]);
  world.fails(E.BadSignature, [risk({ ...paper, signatures: [] }, { record })]);
  world.fails(E.BadSignature, [risk({ ...paper, signatures: [first, second, second] }, { record })]);
  world.fails(E.SameOfficer, [risk({ ...paper, signatures: [first, first] }, { record })]);
  world.fails(E.BadSignature, [risk({ ...paper, signatures: [second, first] }, { record })]);
  const one = world.paper('RaiseLevel', { scopeKind: 1, scope: new Uint8Array(32), level: 1, reason: new Uint8Array(32) }, [officers[0], officers[1]]);
  world.fails(E.BadSignature, [risk(one)]);
  const outcome = world.ok([risk(paper, { record })]);
  return `${outcome.units} CU`;
});
