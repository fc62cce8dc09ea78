import type { DeploymentInfo, Hold, Sourced, TransferDetail, TransferRow } from '../src/api/types';
import { readTransfer } from '../src/paper/leaf';
import { protocolVectors } from './vectors';

// One valid value of each kind; a test changes one thing.

const vector = protocolVectors.transfers[0]!;

export const deployment: DeploymentInfo = {
  name: 'test', bridgeId: protocolVectors.bridgeId, guardians: 5, threshold: 3, now: '2026-01-31T12:00:00.000Z',
  chains: [{ name: 'evm', number: 1, evmChainId: 31337, native: 'ETH' }, { name: 'solana', number: 2, evmChainId: null, native: 'SOL' }],
  assets: [{ symbol: 'USDC', id: vector.asset, decimals: 6, home: 'evm' }],
};

const bytes = readTransfer(deployment, vector.encoded);

export const row: TransferRow = {
  id: bytes.id, source: 'solana', destination: 'evm', asset: 'USDC', amount: bytes.amount, kind: bytes.kind === 2 ? 'margin' : 'wallet', state: 'Held',
  waitingFor: 'two officers', waitsUntil: null, lockedAt: '2026-01-31T11:00:00.000Z', endedAt: null, updatedAt: '2026-01-31T11:00:00.000Z',
};

export const transfer: TransferDetail = {
  ...row, sender: bytes.sender, recipient: bytes.recipient, encoded: vector.encoded, leaf: vector.leaf, sourceTransaction: '0x00', sourceHeight: 1,
  destinationTransaction: null, holdTransaction: null, timeline: [], relayers: [], observations: [], evidence: [],
};

export const hold: Hold = {
  id: row.id, chain: 'evm', asset: row.asset, amount: row.amount, heldAt: row.lockedAt, executableAt: null, approvals: 0, leaf: vector.leaf, transfer,
  matches: true, evidence: [], papers: [],
};

export const sourced = <T>(value: T, readAt: string, more: Partial<Sourced<T>> = {}): Sourced<T> =>
  ({ value, source: 'evm node 1', readAt, state: 'fresh', problem: null, staleAfterMs: 15_000, ...more });
