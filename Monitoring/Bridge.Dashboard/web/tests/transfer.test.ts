import { describe, expect, test } from 'vitest';
import { checkTransfer } from '../src/paper/checkTransfer';
import { readTransfer } from '../src/paper/leaf';
import { refusalToDecide } from '../src/pages/holds/refusalToDecide';
import { holdProblem } from '../src/pages/papers/holdProblem';
import { deployment, hold, transfer } from './builders';
import { protocolVectors } from './vectors';

const other = `0x${'11'.repeat(32)}`;

describe('the 150 bytes of a transfer', () => {
  test.each(protocolVectors.transfers)('of $source-$destination-$sequence give its fields and its leaf', vector => {
    const read = readTransfer(deployment, vector.encoded);
    expect(read.leaf).toBe(vector.leaf);
    expect(read.id).toBe(`${vector.source}-${vector.destination}-${vector.sequence}`);
    expect(read.amount).toBe(String(vector.amount));
    expect(read.kind).toBe(vector.kind);
    expect(read.asset).toBe(vector.asset);
  });

  test.each([
    ['they are too short', transfer.encoded.slice(0, -2)],
    ['they are too long', `${transfer.encoded}00`],
    ['the version is another', `0x02${transfer.encoded.slice(4)}`],
    ['they are another deployment\'s', `0x01${'11'.repeat(32)}${transfer.encoded.slice(68)}`],
  ])('are refused when %s', (_, encoded) => {
    expect(() => readTransfer(deployment, encoded)).toThrow();
  });
});

describe('Museum_M39: what an officer is shown', () => {
  test('is what is signed', () => {
    expect(checkTransfer(deployment, transfer)).toBeUndefined();
    expect(refusalToDecide(deployment, hold)).toBeUndefined();
  });

  test.each([
    ['id', { id: '2-1-999' }], ['kind', { kind: transfer.kind === 'margin' ? 'wallet' : 'margin' } as const], ['asset', { asset: 'WETH' }], ['amount', { amount: '999' }],
    ['sender', { sender: transfer.recipient }], ['recipient', { recipient: '0x000000000000000000000000000000000000dead' }], ['leaf', { leaf: other }],
  ])('is refused when another %s is shown than the bytes say', (name, change) => {
    expect(checkTransfer(deployment, { ...transfer, ...change })).toContain(name);
    expect(refusalToDecide(deployment, { ...hold, transfer: { ...transfer, ...change } })).toBeDefined();
  });

  test.each([
    ['was not seen on the source', { transfer: null }],
    ['is held under another leaf', { leaf: other }],
    ['does not match, as the server says', { matches: false }],
    ['is held with another amount', { amount: '999' }],
    ['is held under another number', { id: '2-1-999' }],
  ])('is never approved when it %s', (_, change) => {
    expect(refusalToDecide(deployment, { ...hold, ...change })).toBeDefined();
  });

  test('is refused when the paper names another transfer or leaf', () => {
    const [source, chain, sequence] = transfer.id.split('-') as [string, string, string];
    const fields = { source, chain, sequence, leaf: transfer.leaf };
    expect(holdProblem(deployment, { fields }, transfer)).toBeUndefined();
    expect(holdProblem(deployment, { fields: { ...fields, leaf: other } }, transfer)).toBeDefined();
    expect(holdProblem(deployment, { fields: { ...fields, sequence: '999' } }, transfer)).toBeDefined();
  });
});
