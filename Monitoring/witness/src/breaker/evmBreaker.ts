import { createPublicClient, createWalletClient, defineChain, http, type PrivateKeyAccount } from 'viem';
import type { Deployment } from '../deployment.js';
import { views } from '../evm/abi.js';
import type { Trip } from '../ledger/facts.js';
import { assetScope, everything, raiseLevelAction, signPaper, wordsOf, type RaiseLevel } from '../protocol/paper.js';
import { paperLife, type Breaker } from './breaker.js';

const sentinel = 2;

/** Submits `RaiseLevel` papers to `RiskControl`, through the first node that takes one. The sentinel's key signs the paper and pays the fee. */
export class EvmBreaker implements Breaker {
  readonly name = 'evm';
  private lastNonce = 0n;

  constructor(
    private readonly deployment: Deployment,
    private readonly account: PrivateKeyAccount,
    private readonly urls: readonly string[],
    private readonly timeoutMs: number,
    private readonly now: () => number,
  ) {}

  get chain(): number {
    return this.deployment.evm.chain;
  }

  async isSentinel(): Promise<boolean> {
    return this.withNode(async ({ read, control }) => (await read.readContract({ address: control, abi: views, functionName: 'role', args: [this.account.address] })) === sentinel);
  }

  async raise(trip: Trip): Promise<string> {
    const scope = trip.scope === 'everything' ? everything : assetScope(trip.scope);
    return this.withNode(async ({ read, write, control }) => {
      const level = await read.readContract({ address: this.deployment.evm.vault, abi: views, functionName: 'level', args: [scope.kind, scope.value] });
      if (level >= trip.level) return `level ${level} stands already`;
      const used = await read.readContract({ address: control, abi: views, functionName: 'lastNonce', args: [this.account.address] });
      this.lastNonce = [BigInt(this.now()), this.lastNonce + 1n, used + 1n].reduce((a, b) => (b > a ? b : a));
      const { timestamp } = await read.getBlock();
      const paper: RaiseLevel = { chain: this.chain, scope, level: trip.level, reason: trip.reason, nonce: this.lastNonce, notAfter: timestamp + paperLife };
      const hash = await write.writeContract({ address: control, abi: views, functionName: 'act', args: [raiseLevelAction, wordsOf(paper), await signPaper(this.account, this.deployment.bridge, paper)], chain: write.chain, account: this.account });
      const receipt = await read.waitForTransactionReceipt({ hash, timeout: Math.max(this.timeoutMs, 60_000), pollingInterval: 100 });
      // Somebody else may have been faster; what counts is the level.
      if (receipt.status !== 'success') throw new Error(`the control refused paper ${hash}`);
      return `${hash} in block ${receipt.blockNumber}`;
    });
  }

  private async withNode<T>(act: (node: ReturnType<EvmBreaker['node']> & { control: `0x${string}` }) => Promise<T>): Promise<T> {
    let last: unknown;
    for (const url of this.urls) {
      try {
        const node = this.node(url);
        const control = await node.read.readContract({ address: this.deployment.evm.vault, abi: views, functionName: 'control' });
        return await act({ ...node, control });
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }

  private node(url: string) {
    const chain = defineChain({ id: this.deployment.evm.chainId, name: 'evm', nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 }, rpcUrls: { default: { http: [url] } } });
    const transport = http(url, { retryCount: 0, timeout: this.timeoutMs });
    return { read: createPublicClient({ chain, transport }), write: createWalletClient({ chain, transport, account: this.account }) };
  }
}
