import { createSolanaRpcFromTransport, createDefaultRpcTransport, getBase58Encoder, signature, type Address, type Base58EncodedBytes, type Commitment, type Rpc, type SolanaRpcApi } from '@solana/kit';
import { ascii } from '../protocol/bytes.js';
import { ReadError, type Source } from '../quorum.js';

export interface Account {
  readonly owner: Address;
  readonly data: Uint8Array;
}

export interface HistoryEntry {
  readonly signature: string;
  readonly slot: bigint;
  readonly failed: boolean;
}

/** Instructions of the bridge program in a transaction that succeeded: called by it, or by another program in it. */
export interface ExecutedTransaction {
  readonly slot: bigint;
  readonly instructions: readonly Uint8Array[];
}

const historyStep = 1_000;

/** One node of the Solana chain. It may answer with its newest state whatever it is asked for: slots are compared by the caller. */
export class SolanaSource implements Source {
  readonly rpc: Rpc<SolanaRpcApi>;

  constructor(
    readonly name: string,
    url: string,
  ) {
    this.rpc = createSolanaRpcFromTransport(createDefaultRpcTransport({ url }));
  }

  slot(commitment: Commitment): Promise<bigint> {
    return this.rpc.getSlot({ commitment }).send();
  }

  /** Unix seconds of a slot; null for one without a block. */
  async timeOf(slot: bigint): Promise<bigint | null> {
    return this.rpc.getBlockTime(slot).send();
  }

  /** Accounts of one state, and its slot; null is an account that does not exist in it. */
  async accounts(addresses: readonly Address[]): Promise<{ slot: bigint; accounts: (Account | null)[] }> {
    const answer = await this.rpc.getMultipleAccounts([...addresses], { encoding: 'base64', commitment: 'processed' }).send();
    if (answer.value.length !== addresses.length) throw new ReadError('contradiction', `Solana source ${this.name} answers with ${answer.value.length} of ${addresses.length} accounts`);
    return { slot: answer.context.slot, accounts: answer.value.map((account) => account && { owner: account.owner, data: base64(account.data[0]) }) };
  }

  /** Every account of a kind that the program owns. */
  async programAccounts(program: Address, kind: string, size: number): Promise<{ slot: bigint; accounts: { address: Address; data: Uint8Array }[] }> {
    const prefix = Buffer.from(ascii(kind, 8)).toString('base64');
    const answer = await this.rpc.getProgramAccounts(program, {
      encoding: 'base64', commitment: 'processed', withContext: true,
      filters: [{ dataSize: BigInt(size) }, { memcmp: { offset: 0n, bytes: prefix as never, encoding: 'base64' } }],
    }).send();
    return {
      slot: answer.context.slot,
      accounts: answer.value.map(({ pubkey, account }) => {
        // SECURITY: only the bridge program can have written an account that it owns (M02).
        if (account.owner !== program) throw new ReadError('contradiction', `Solana source ${this.name} shows an account of another program`);
        return { address: pubkey, data: base64(account.data[0]) };
      }),
    };
  }

  /** An address's transactions in order of execution, after `until`; all of them when it is undefined. */
  async history(of: Address, until: string | undefined): Promise<HistoryEntry[]> {
    const found: HistoryEntry[] = [];
    for (;;) {
      const before = found.at(-1)?.signature;
      const step = await this.rpc.getSignaturesForAddress(of, {
        limit: historyStep, commitment: 'confirmed',
        ...(before === undefined ? {} : { before: signature(before) }),
        ...(until === undefined ? {} : { until: signature(until) }),
      }).send();
      for (const entry of step) {
        // A node that does not know `until` ignores it.
        if (entry.signature === until) return found.reverse();
        found.push({ signature: entry.signature, slot: entry.slot, failed: entry.err !== null });
      }
      if (step.length < historyStep) return found.reverse();
    }
  }

  async transaction(of: string, program: Address): Promise<ExecutedTransaction> {
    const found = await this.rpc.getTransaction(signature(of), { encoding: 'json', maxSupportedTransactionVersion: 0, commitment: 'confirmed' }).send();
    // SECURITY: listed and not shown is a failed read, not an empty transaction.
    if (found === null || found.meta === null) throw new Error(`transaction ${of} is listed and not shown`);
    if (found.meta.err !== null) throw new ReadError('contradiction', `Solana source ${this.name} shows transaction ${of} in two ways`);
    const keys: Address[] = [...found.transaction.message.accountKeys, ...(found.meta.loadedAddresses?.writable ?? []), ...(found.meta.loadedAddresses?.readonly ?? [])];
    const inner = found.meta.innerInstructions ?? [];
    const executed: { programIdIndex: number; data: Base58EncodedBytes }[] = found.transaction.message.instructions.flatMap((outer, i) => [
      outer, ...inner.filter((group) => group.index === i).flatMap((group) => [...group.instructions]),
    ]);
    return { slot: found.slot, instructions: executed.filter((instruction) => keys[instruction.programIdIndex] === program).map((instruction) => Uint8Array.from(getBase58Encoder().encode(instruction.data))) };
  }
}

function base64(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64'));
}
