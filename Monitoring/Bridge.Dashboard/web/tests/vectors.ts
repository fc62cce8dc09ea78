import { readFileSync } from 'node:fs';

export interface RiskVectors {
  bridgeId: string;
  otherBridgeId: string;
  actions: { action: number; type: string; fields: { name: string; type: string; value: string | number }[]; digest: string; signatures: { address: string; signature: string }[] }[];
  negative: { action: number; digest: string; otherDigest: string; cases: { why: string; error: string; signature: string; recovers: string | null }[] };
}

export interface ProtocolVectors {
  bridgeId: string;
  transfers: { source: number; destination: number; sequence: string; kind: number; asset: string; amount: string; sender: string; recipient: string; encoded: string; leaf: string }[];
}

const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(`../../../../Contracts/vectors/${name}`, import.meta.url), 'utf8')) as T;

export const riskVectors = read<RiskVectors>('risk.json');
export const protocolVectors = read<ProtocolVectors>('protocol.json');
