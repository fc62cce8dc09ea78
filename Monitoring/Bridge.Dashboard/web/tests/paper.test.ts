import { describe, expect, test } from 'vitest';
import { verifyTypedData } from 'viem';
import { ACTION_TYPES, type ActionName } from '../src/api/types';
import { describe as describePaper } from '../src/paper/describe';
import { digestOf, typedDataJson } from '../src/paper/digest';
import { PaperError } from '../src/paper/fields';
import { checkedPaper, formatPaper, isComplete, newPaper, parsePaper, withSignature } from '../src/paper/paper';
import { actionRules } from '../src/paper/schema';
import { deployment } from './builders';
import { riskVectors } from './vectors';

const fieldsOf = (vector: (typeof riskVectors.actions)[number]): Record<string, string> => Object.fromEntries(vector.fields.map(field => [field.name, String(field.value)]));
const raise = riskVectors.actions.find(vector => vector.type === 'RaiseLevel')!;
const lower = riskVectors.actions.find(vector => vector.type === 'LowerLevel')!;
const hold = riskVectors.actions.find(vector => vector.type === 'ApproveHold')!;

describe('digest', () => {
  test.each(riskVectors.actions)('of $type $digest is the one of every other language', vector => {
    const action = vector.type as ActionName;
    expect(digestOf(riskVectors.bridgeId, action, fieldsOf(vector))).toBe(vector.digest);
    expect(actionRules[action].number).toBe(vector.action);
    expect(ACTION_TYPES[action].map(member => `${member.type} ${member.name}`)).toEqual(vector.fields.map(field => `${field.type} ${field.name}`));
  });

  test('of another deployment is another', () => {
    expect(digestOf(riskVectors.otherBridgeId, 'RaiseLevel', fieldsOf(raise))).not.toBe(raise.digest);
  });

  test.each(['', '0x', `0x${'0'.repeat(64)}`, 'localnet'])('with the bridge id "%s" is refused', bridgeId => {
    expect(() => digestOf(bridgeId, 'RaiseLevel', fieldsOf(raise))).toThrow(PaperError);
  });

  test.each(riskVectors.actions)('as a wallet is asked for it: $type $digest', async vector => {
    const asked = JSON.parse(typedDataJson(riskVectors.bridgeId, vector.type as ActionName, fieldsOf(vector)));
    delete asked.types.EIP712Domain;
    const { address, signature } = vector.signatures[0]!;
    expect(await verifyTypedData({ ...asked, address: address as `0x${string}`, signature: signature as `0x${string}` })).toBe(true);
  });
});

describe('fields', () => {
  const change = (part: Record<string, string | undefined>): Record<string, string> => ({ ...fieldsOf(raise), ...part }) as Record<string, string>;
  test.each([
    ['a field is missing', { level: undefined }],
    ['a field is unknown', { extra: '1' }],
    ['a number has a leading zero', { level: '05' }],
    ['a number is hexadecimal', { level: '0x5' }],
    ['a number is negative', { level: '-1' }],
    ['a number is a fraction', { level: '1.5' }],
    ['a number is empty', { level: '' }],
    ['a number is wider than 8 bits', { level: '256' }],
    ['a number is wider than 16 bits', { chain: '65536' }],
    ['a number is wider than 64 bits', { nonce: '18446744073709551616' }],
    ['bytes are too short', { scope: '0x00' }],
    ['bytes are too long', { scope: `0x${'0'.repeat(66)}` }],
    ['bytes have no 0x', { scope: '0'.repeat(64) }],
    ['the nonce is zero', { nonce: '0' }],
    ['the end is zero', { notAfter: '0' }],
  ])('are refused when %s', (_, part) => {
    expect(() => digestOf(riskVectors.bridgeId, 'RaiseLevel', change(part))).toThrow(PaperError);
  });

  test('of a hold for every chain are refused', () => {
    expect(() => digestOf(riskVectors.bridgeId, 'ApproveHold', { ...fieldsOf(hold), chain: '0' })).toThrow('should name its chain');
  });
});

describe('a paper that somebody else made', () => {
  test('is taken when its digest is the one of its fields', async () => {
    const paper = await checkedPaper(riskVectors.bridgeId, { action: 'LowerLevel', fields: fieldsOf(lower), digest: lower.digest, signatures: lower.signatures.map(each => each.signature) });
    expect(paper.signers.map(signer => signer.toLowerCase()).sort()).toEqual(lower.signatures.map(each => each.address.toLowerCase()).sort());
    expect(isComplete(paper)).toBe(true);
  });

  test('Museum_M39: is refused when one field was changed under its digest', async () => {
    for (const name of Object.keys(fieldsOf(lower))) {
      const fields = fieldsOf(lower);
      fields[name] = fields[name]!.startsWith('0x') ? `0x${'11'.repeat(32)}` : String(BigInt(fields[name]!) + 1n);
      await expect(checkedPaper(riskVectors.bridgeId, { action: 'LowerLevel', fields, digest: lower.digest })).rejects.toThrow(PaperError);
    }
  });

  test('Museum_M39: is refused under another digest, action or deployment', async () => {
    const claim = { action: 'LowerLevel', fields: fieldsOf(lower), digest: lower.digest };
    await expect(checkedPaper(riskVectors.bridgeId, { ...claim, digest: raise.digest })).rejects.toThrow(PaperError);
    await expect(checkedPaper(riskVectors.bridgeId, { ...claim, action: 'RaiseLevel' })).rejects.toThrow(PaperError);
    await expect(checkedPaper(riskVectors.bridgeId, { ...claim, action: 'constructor' })).rejects.toThrow(PaperError);
    await expect(checkedPaper(riskVectors.otherBridgeId, claim)).rejects.toThrow(PaperError);
  });

  test('Museum_M39: is refused when another one was asked for', async () => {
    const claim = { action: 'LowerLevel', fields: fieldsOf(lower), digest: lower.digest };
    expect((await checkedPaper(riskVectors.bridgeId, claim, lower.digest)).digest).toBe(lower.digest);
    await expect(checkedPaper(riskVectors.bridgeId, claim, raise.digest)).rejects.toThrow('another paper');
  });

  test('does not take the same signer twice, nor one more than it needs', async () => {
    const [first, second] = lower.signatures;
    const once = await withSignature(newPaper(riskVectors.bridgeId, 'LowerLevel', fieldsOf(lower)), first!.signature);
    await expect(withSignature(once, first!.signature)).rejects.toThrow('has signed already');
    const [one, other] = raise.signatures;
    const complete = await withSignature(newPaper(riskVectors.bridgeId, 'RaiseLevel', fieldsOf(raise)), one!.signature);
    await expect(withSignature(complete, other!.signature)).rejects.toThrow('has them');
    expect((await withSignature(once, second!.signature)).signers.map(signer => signer.toLowerCase())).toEqual(lower.signatures.map(each => each.address.toLowerCase()).sort());
  });

  test.each(riskVectors.negative.cases)('does not take a signature that is $why for its signer', async ({ signature }) => {
    const paper = newPaper(riskVectors.bridgeId, 'RaiseLevel', fieldsOf(raise));
    const signer = raise.signatures[0]!.address.toLowerCase();
    // Another form of the signature is refused; a signature over something else is a stranger's.
    const signers = await withSignature(paper, signature).then(signed => signed.signers.map(each => each.toLowerCase()), error => { expect(error).toBeInstanceOf(Error); return []; });
    expect(signers).not.toContain(signer);
  });
});

describe('a file', () => {
  test('is read as it was written', async () => {
    const paper = await withSignature(newPaper(riskVectors.bridgeId, 'LowerLevel', fieldsOf(lower)), lower.signatures[0]!.signature);
    expect(await parsePaper(riskVectors.bridgeId, formatPaper(paper))).toEqual(paper);
  });

  test.each([
    ['no JSON', 'paper'],
    ['a list', '[]'],
    ['without a digest', JSON.stringify({ action: 'Veto', fields: {}, signatures: [] })],
    ['with something more', JSON.stringify({ action: 'Veto', fields: {}, digest: '0x', signatures: [], more: 1 })],
    ['with a number for text', JSON.stringify({ action: 'Veto', fields: { chain: 1 }, digest: '0x', signatures: [] })],
    ['too long', ' '.repeat(100_001)],
  ])('is refused when it is %s', async (_, text) => {
    await expect(parsePaper(riskVectors.bridgeId, text)).rejects.toThrow(PaperError);
  });
});

describe('meaning', () => {
  test.each(riskVectors.actions)('of $type $digest leaves no field out', vector => {
    const meaning = describePaper(deployment, vector.type as ActionName, fieldsOf(vector));
    expect(meaning.lines.length).toBe(vector.fields.length);
    expect(meaning.lines.every(line => line.text !== '')).toBe(true);
  });

  test('calls unknown what the deployment has no name for', () => {
    const fields = { ...fieldsOf(raise), chain: '7', scopeKind: '3', scope: `0x${'ee'.repeat(32)}` };
    expect(describePaper(deployment, 'RaiseLevel', fields).sentence).toContain('UNKNOWN ASSET');
    expect(describePaper(deployment, 'RaiseLevel', fields).sentence).toContain('UNKNOWN CHAIN 7');
  });
});
