// Writes risk.json: every risk action as EIP-712 typed data with its words, hashes and signatures, computed by viem and again by ethers (two
// implementations that share nothing with the code under test; the script fails where they differ). Both are needed once, outside the repository:
// npm install viem@2.57.20 ethers@6.17.0 && node generate-risk.mjs > risk.json
import { concat, encodeAbiParameters, hashTypedData, keccak256, numberToHex, pad, parseSignature, recoverAddress, toHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { TypedDataEncoder, SigningKey, computeAddress } from 'ethers';

const bridgeId = keccak256(toHex('vector bridge'));
const otherBridgeId = keccak256(toHex('another bridge'));
const domain = (salt) => ({ name: 'Bridge Risk', version: '1', salt });
const domainTypes = [{ name: 'name', type: 'string' }, { name: 'version', type: 'string' }, { name: 'salt', type: 'bytes32' }];
const curveOrder = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const keys = [1n, 2n].map((k) => numberToHex(k, { size: 32 }));
const accounts = keys.map(privateKeyToAccount);

const asset = keccak256(toHex('asset'));
const evmToken = pad('0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed', { size: 32 });
const max64 = 2n ** 64n - 1n;
const limits = 'uint16 chain,bytes32 asset,uint64 maxRelease,uint64 capacity,uint64 refillPerSecond,uint64 holdThreshold';
const level = 'uint16 chain,uint8 scopeKind,bytes32 scope,uint8 level,bytes32 reason';
const hold = 'uint16 chain,uint16 source,uint64 sequence,bytes32 leaf';
const role = 'uint16 chain,address account,uint8 role';
const end = ',uint64 nonce,uint64 notAfter';
const actions = [
  [1, 'RaiseLevel', level, { chain: 0, scopeKind: 1, scope: pad('0x00', { size: 32 }), level: 5, reason: keccak256(toHex('the vault pays what nobody locked')) }],
  [1, 'RaiseLevel', level, { chain: 1, scopeKind: 2, scope: numberToHex(2, { size: 32 }), level: 3, reason: keccak256(toHex('lane')) }],
  [2, 'LowerLevel', level, { chain: 2, scopeKind: 3, scope: asset, level: 0, reason: keccak256(toHex('explained')) }],
  [3, 'LowerLimits', limits, { chain: 0, asset, maxRelease: 1n, capacity: 1000000n, refillPerSecond: 0n, holdThreshold: 0n }],
  [4, 'SetLimits', limits, { chain: 65535, asset, maxRelease: max64, capacity: max64 - 1n, refillPerSecond: 12345678901n, holdThreshold: max64 }],
  [5, 'ListAsset', 'uint16 chain,bytes32 token,uint8 mode,uint8 canonicalDecimals,uint16 homeChain,bytes32 homeToken',
    { chain: 1, token: evmToken, mode: 1, canonicalDecimals: 6, homeChain: 1, homeToken: evmToken }],
  [6, 'OpenLane', 'uint16 chain,uint16 otherChain,uint8 family', { chain: 1, otherChain: 2, family: 2 }],
  [7, 'GrantRole', role, { chain: 0, account: accounts[1].address, role: 2 }],
  [8, 'RevokeRole', role, { chain: 2, account: accounts[0].address, role: 1 }],
  [9, 'ApproveHold', hold, { chain: 2, source: 1, sequence: 7n, leaf: keccak256(toHex('leaf')) }],
  [10, 'RejectHold', hold, { chain: 1, source: 2, sequence: max64, leaf: keccak256(toHex('leaf')) }],
  [11, 'Veto', 'uint16 chain,bytes32 proposal', { chain: 0, proposal: keccak256(toHex('proposal')) }],
];
const same = (a, b, what) => { if (a.toLowerCase() !== b.toLowerCase()) throw new Error(`${what}: viem ${a}, ethers ${b}`); return a; };
const members = (text) => text.split(',').map((m) => { const [type, name] = m.split(' '); return { type, name }; });
const digestOf = (type, fields, message, salt) => same(
  hashTypedData({ domain: domain(salt), types: { EIP712Domain: domainTypes, [type]: fields }, primaryType: type, message }),
  TypedDataEncoder.hash(domain(salt), { [type]: fields }, message), type);
const text = (value) => (typeof value === 'bigint' ? String(value) : value);
const sixtyFive = (r, s, v) => concat([r, s, numberToHex(v, { size: 1 })]);

const vectors = [];
for (const [number, type, text0, values] of actions) {
  const fields = members(text0 + end);
  const message = { ...values, nonce: BigInt(number) * 1000n + 1n, notAfter: 1800000000n };
  const typeString = `${type}(${text0}${end})`;
  const words = encodeAbiParameters(fields, fields.map((f) => message[f.name]));
  const typeHash = keccak256(toHex(typeString));
  const structHash = same(keccak256(concat([typeHash, words])), TypedDataEncoder.hashStruct(type, { [type]: fields }, message), `${type} struct`);
  const digest = digestOf(type, fields, message, bridgeId);
  const signatures = [];
  for (const [i, account] of accounts.entries()) {
    const signature = await account.signTypedData({ domain: domain(bridgeId), types: { [type]: fields }, primaryType: type, message });
    same(signature, new SigningKey(keys[i]).sign(digest).serialized, `${type} signature`);
    signatures.push({ key: keys[i], address: same(account.address, computeAddress(keys[i]), 'address'), signature });
  }
  vectors.push({ action: number, type, typeString, fields: fields.map((f) => ({ name: f.name, type: f.type, value: text(message[f.name]) })),
    words, typeHash, structHash, digest, signatures });
}

// Signatures over the first vector's digest that must be refused, or that name another key. `recovers` is what a bare recovery gives (null: nothing).
const first = vectors[0];
const { r, s } = parseSignature(first.signatures[0].signature);
const v = Number(`0x${first.signatures[0].signature.slice(-2)}`);
const highS = numberToHex(curveOrder - BigInt(s), { size: 32 });
const zero = pad('0x00', { size: 32 });
const otherDigest = digestOf(first.type, first.fields.map(({ name, type }) => ({ name, type })),
  Object.fromEntries(first.fields.map((f) => [f.name, f.value])), otherBridgeId);
const foreign = new SigningKey(keys[0]).sign(otherDigest).serialized;
const recovered = async (signature) => recoverAddress({ hash: first.digest, signature });
const negative = [
  { why: 'high s: the same key, the other of the two valid forms', error: 'BadSignature', signature: sixtyFive(r, highS, v === 27 ? 28 : 27), recovers: first.signatures[0].address },
  { why: 'v = 0 instead of 27', error: 'BadSignature', signature: sixtyFive(r, s, v - 27), recovers: null },
  { why: 'v = 29', error: 'BadSignature', signature: sixtyFive(r, s, 29), recovers: null },
  { why: 'the other v: recovers a stranger', error: 'NotOfficer', signature: sixtyFive(r, s, v === 27 ? 28 : 27), recovers: await recovered(sixtyFive(r, s, v === 27 ? 28 : 27)) },
  { why: 'signed for another bridge id: recovers a stranger', error: 'NotOfficer', signature: foreign, recovers: await recovered(foreign) },
  { why: 'r = 0', error: 'BadSignature', signature: sixtyFive(zero, s, v), recovers: null },
  { why: 's = 0', error: 'BadSignature', signature: sixtyFive(r, zero, v), recovers: null },
  { why: 'r = the group order', error: 'BadSignature', signature: sixtyFive(numberToHex(curveOrder, { size: 32 }), s, v), recovers: null },
  { why: 'all zero', error: 'BadSignature', signature: sixtyFive(zero, zero, 0), recovers: null },
  { why: '64 bytes', error: 'BadSignature', signature: concat([r, s]), recovers: null },
  { why: '66 bytes', error: 'BadSignature', signature: concat([sixtyFive(r, s, v), '0x00']), recovers: null },
];
// Words that no typed value encodes to: refused before any hashing, by every reader.
const dirty = (index, bytes) => concat([first.words.slice(0, 2 + 64 * index), bytes, `0x${first.words.slice(2 + 64 * (index + 1))}`]);
const badWords = [
  { action: 1, why: 'chain does not fit 16 bits', words: dirty(0, numberToHex(65536, { size: 32 })) },
  { action: 1, why: 'scope kind does not fit 8 bits', words: dirty(1, numberToHex(257, { size: 32 })) },
  { action: 1, why: 'scope kind 0', words: dirty(1, numberToHex(0, { size: 32 })) },
  { action: 1, why: 'scope kind 4', words: dirty(1, numberToHex(4, { size: 32 })) },
  { action: 1, why: 'everything with a scope that is not zero', words: dirty(2, numberToHex(1, { size: 32 })) },
  { action: 1, why: 'level 6', words: dirty(3, numberToHex(6, { size: 32 })) },
  { action: 1, why: 'nonce does not fit 64 bits', words: dirty(5, numberToHex(2n ** 64n, { size: 32 })) },
  { action: 1, why: 'not after does not fit 64 bits', words: dirty(6, numberToHex(2n ** 255n, { size: 32 })) },
  { action: 1, why: 'one byte short', words: first.words.slice(0, -2) },
  { action: 1, why: 'one byte long', words: concat([first.words, '0x00']) },
  { action: 1, why: 'one word short', words: first.words.slice(0, -64) },
  { action: 0, why: 'no action', words: first.words },
  { action: 12, why: 'unknown action', words: first.words },
];

console.log(JSON.stringify({
  source: 'generate-risk.mjs in this folder: viem 2.57.20, checked with ethers 6.17.0',
  bridgeId, otherBridgeId,
  domain: { type: 'EIP712Domain(string name,string version,bytes32 salt)', name: 'Bridge Risk', version: '1', separator: TypedDataEncoder.hashDomain(domain(bridgeId)) },
  actions: vectors, negative: { action: first.action, digest: first.digest, otherDigest, cases: negative }, badWords,
}, null, 1));
