import { createPublicClient, http, isAddressEqual, type PublicClient } from 'viem';
import type { Standing } from '../chain.js';
import type { Deployment } from '../deployment.js';
import { bigEndian, toHex, type Hex } from '../protocol/bytes.js';
import { everything } from '../protocol/paper.js';
import { ReadError, type Source } from '../quorum.js';
import { views } from './abi.js';
import type { TimedLog } from './events.js';

export interface Head {
  readonly height: bigint;
  readonly hash: string;
  /** Unix seconds. */
  readonly time: bigint;
}

/** What the vault's own state says at a block. */
export interface EvmState {
  readonly lastSequence: bigint;
  /** Words of the bitmap of consumed sequences, as many and in the order as asked for. */
  readonly words: readonly bigint[];
  /** Per asset of the deployment, in the token's own units: what the vault has, and what there is. */
  readonly balances: readonly bigint[];
  readonly supplies: readonly bigint[];
}

/** One node of the EVM chain. */
export class EvmSource implements Source {
  private readonly client: PublicClient;
  private control: Hex | undefined;

  constructor(
    readonly name: string,
    url: string,
    private readonly deployment: Deployment,
    timeoutMs: number,
  ) {
    this.client = createPublicClient({ transport: http(url, { retryCount: 0, timeout: timeoutMs, batch: true }) }) as PublicClient;
  }

  async head(tag: 'finalized' | 'latest'): Promise<Head> {
    const block = await this.client.getBlock({ blockTag: tag });
    if (block.hash === null || block.number === null) throw new ReadError('contradiction', `EVM source ${this.name}: the ${tag} block has no hash`);
    return { height: block.number, hash: block.hash, time: block.timestamp };
  }

  async blockAt(height: bigint): Promise<Head> {
    const block = await this.client.getBlock({ blockNumber: height });
    if (block.hash === null || block.number !== height) throw new ReadError('contradiction', `EVM source ${this.name}: another block than number ${height}`);
    return { height, hash: block.hash, time: block.timestamp };
  }

  /** The chain is the deployment's. Asked once per source. */
  async controlAddress(): Promise<Hex> {
    if (this.control !== undefined) return this.control;
    const vault = { address: this.deployment.evm.vault, abi: views } as const;
    const [chainId, bridge, chain, control] = await Promise.all([
      this.client.getChainId(),
      this.client.readContract({ ...vault, functionName: 'bridgeId' }),
      this.client.readContract({ ...vault, functionName: 'chain' }),
      this.client.readContract({ ...vault, functionName: 'control' }),
    ]);
    // SECURITY: a node of another chain, or another deployment's vault, would make everything look wrong, or right (W1).
    if (chainId !== this.deployment.evm.chainId || bridge !== this.deployment.bridge || chain !== this.deployment.evm.chain)
      throw new ReadError('contradiction', `EVM source ${this.name} is of another chain or deployment`);
    return (this.control = control);
  }

  /** Every log of vault and control from one block to another, in order, with the time of its block. */
  async logs(from: bigint, to: bigint): Promise<TimedLog[]> {
    const control = await this.controlAddress();
    const logs = await this.client.getLogs({ address: [this.deployment.evm.vault, control], fromBlock: from, toBlock: to });
    const times = new Map<bigint, Head>();
    for (const height of new Set(logs.map((log) => log.blockNumber))) times.set(height, await this.blockAt(height));
    return logs.map((log) => {
      const block = times.get(log.blockNumber);
      // SECURITY: a log that the node cannot place in the block it shows for that height is no log (W2).
      if (block === undefined || log.blockHash !== block.hash || log.removed || log.blockNumber < from || log.blockNumber > to)
        throw new ReadError('contradiction', `EVM source ${this.name} shows a log outside its block`);
      // SECURITY: only these two contracts speak for the bridge (M02).
      if (!isAddressEqual(log.address, this.deployment.evm.vault) && !isAddressEqual(log.address, control))
        throw new ReadError('contradiction', `EVM source ${this.name} shows a log of another contract`);
      return { log, time: block.time };
    });
  }

  async state(at: bigint, words: readonly bigint[]): Promise<EvmState> {
    const vault = { address: this.deployment.evm.vault, abi: views, blockNumber: at } as const;
    const other = this.deployment.solana.chain;
    const token = (address: Hex) => ({ address, abi: views, blockNumber: at }) as const;
    const [lastSequence, bits, balances, supplies] = await Promise.all([
      this.client.readContract({ ...vault, functionName: 'lastSequence', args: [other] }),
      Promise.all(words.map((word) => this.client.readContract({ ...vault, functionName: 'consumedWord', args: [other, word] }))),
      Promise.all(this.deployment.assets.map((asset) => this.client.readContract({ ...token(asset.evmToken), functionName: 'balanceOf', args: [this.deployment.evm.vault] }))),
      Promise.all(this.deployment.assets.map((asset) => this.client.readContract({ ...token(asset.evmToken), functionName: 'totalSupply' }))),
    ]);
    return { lastSequence, words: bits, balances, supplies };
  }

  async standing(): Promise<Standing> {
    const vault = { address: this.deployment.evm.vault, abi: views } as const;
    const level = (kind: number, scope: Hex) => this.client.readContract({ ...vault, functionName: 'level', args: [kind, scope] });
    const levels: Record<string, number> = { everything: await level(1, everything.value), lane: await level(2, toHex(bigEndian(BigInt(this.deployment.solana.chain), 32))) };
    const headroom: Record<string, number> = {};
    for (const asset of this.deployment.assets) {
      levels[asset.symbol] = await level(3, asset.id);
      const [, capacity] = await this.client.readContract({ ...vault, functionName: 'limits', args: [asset.evmToken] });
      if (capacity > 0n) headroom[asset.symbol] = Number(await this.client.readContract({ ...vault, functionName: 'available', args: [asset.evmToken] })) / Number(capacity);
    }
    return { levels, headroom };
  }

  /** The newest lock's sequence in the newest state, and the age of that state. */
  async newest(): Promise<{ readonly last: bigint; readonly time: bigint }> {
    const head = await this.head('latest');
    const last = await this.client.readContract({ address: this.deployment.evm.vault, abi: views, functionName: 'lastSequence', args: [this.deployment.solana.chain], blockNumber: head.height });
    return { last, time: head.time };
  }
}
