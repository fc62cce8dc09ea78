import { dirname, resolve } from 'node:path';
import { BadConfiguration, loadDeployment, readJson, text, whole, type Deployment } from '../deployment.js';

export interface WitnessOptions {
  readonly deployment: Deployment;
  readonly ledger: string;
  readonly sentinelKey: string;
  readonly solanaFeeKey: string;
  readonly host: string;
  readonly port: number;
  readonly evmUrls: readonly string[];
  readonly solanaUrls: readonly string[];
  /** Sources that have to answer, all of them the same. */
  readonly quorum: number;
  readonly pollMs: number;
  readonly timeoutMs: number;
  readonly blocksPerLook: bigint;
  /** Seconds; less than a block takes to become final, or an honest release could look forged. */
  readonly evmOldestHead: number;
  readonly solanaOldestHead: number;
}

const known = ['deployment', 'ledger', 'sentinelKey', 'solanaFeeKey', 'listen', 'evmUrls', 'solanaUrls', 'quorum', 'pollMilliseconds', 'timeoutMilliseconds', 'blocksPerLook', 'evmOldestHeadSeconds', 'solanaOldestHeadSeconds'];

/** Reads `witness.json`; paths in it are relative to it. */
export function loadOptions(path: string): WitnessOptions {
  const root = readJson(path);
  const at = (name: string) => resolve(dirname(path), text(root, name));
  const number = (name: string, otherwise: number, least: number, most: number) => {
    const value = root[name] === undefined ? otherwise : whole(root, name);
    if (value < least || value > most) throw new BadConfiguration(`${name} should be ${least} to ${most} and is ${value}`);
    return value;
  };
  const unknown = Object.keys(root).filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new BadConfiguration(`${path}: unknown settings ${unknown.join(', ')}; there are ${known.join(', ')}`);
  const listen = /^http:\/\/([0-9a-z.:[\]-]+):(\d{1,5})$/.exec(text(root, 'listen'));
  if (listen === null) throw new BadConfiguration('listen should be an address as http://127.0.0.1:7400');
  const options: WitnessOptions = {
    deployment: loadDeployment(at('deployment')),
    ledger: at('ledger'),
    sentinelKey: at('sentinelKey'),
    solanaFeeKey: at('solanaFeeKey'),
    host: listen[1] as string,
    port: Number(listen[2]),
    evmUrls: urls(root, 'evmUrls'),
    solanaUrls: urls(root, 'solanaUrls'),
    quorum: number('quorum', 2, 1, 16),
    pollMs: number('pollMilliseconds', 1_000, 50, 60_000),
    timeoutMs: number('timeoutMilliseconds', 10_000, 100, 120_000),
    blocksPerLook: BigInt(number('blocksPerLook', 1_000, 1, 100_000)),
    evmOldestHead: number('evmOldestHeadSeconds', 60, 1, 3_600),
    solanaOldestHead: number('solanaOldestHeadSeconds', 10, 1, 3_600),
  };
  // SECURITY: fewer sources than have to agree would never agree (W2, W9).
  if (options.evmUrls.length < options.quorum || options.solanaUrls.length < options.quorum) throw new BadConfiguration(`evmUrls and solanaUrls should name at least quorum = ${options.quorum} sources each`);
  return options;
}

function urls(root: Record<string, unknown>, name: string): string[] {
  const value = root[name];
  if (!Array.isArray(value) || value.length === 0 || !value.every((url): url is string => typeof url === 'string' && /^https?:\/\/./.test(url))) throw new BadConfiguration(`${name} should be a list of http addresses`);
  // SECURITY: one node under one address twice is one source, not two (W2).
  if (new Set(value).size !== value.length) throw new BadConfiguration(`${name} names one address twice`);
  return value;
}
