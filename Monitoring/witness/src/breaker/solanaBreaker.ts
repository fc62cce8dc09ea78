import {
  AccountRole, address, appendTransactionMessageInstruction, createKeyPairSignerFromPrivateKeyBytes, createTransactionMessage, getBase64EncodedWireTransaction, getSignatureFromTransaction,
  pipe, setTransactionMessageFeePayerSigner, setTransactionMessageLifetimeUsingBlockhash, signTransactionMessageWithSigners, type KeyPairSigner,
} from '@solana/kit';
import { hexToBytes, type PrivateKeyAccount } from 'viem';
import type { Deployment } from '../deployment.js';
import type { Trip } from '../ledger/facts.js';
import { fromHex } from '../protocol/bytes.js';
import { assetScope, everything, raiseLevelAction, signPaper, wordsOf, type RaiseLevel } from '../protocol/paper.js';
import { readAssetLevel, readEverythingLevel, readRole } from '../solana/accounts.js';
import { ProgramAddresses } from '../solana/addresses.js';
import { SolanaSource } from '../solana/solanaSource.js';
import { paperLife, type Breaker } from './breaker.js';

const sentinel = 2;
const riskTag = 12;
const instructionsSysvar = address('Sysvar1nstructions1111111111111111111111111');
const systemProgram = address('11111111111111111111111111111111');
const pollMs = 200;

/** Submits the same papers to the bridge program's instruction 12. The sentinel's key signs; an account of its own pays. */
export class SolanaBreaker implements Breaker {
  readonly name = 'solana';
  private readonly addresses: ProgramAddresses;
  private lastNonce = 0n;

  constructor(
    private readonly deployment: Deployment,
    private readonly account: PrivateKeyAccount,
    private readonly feeSecret: Uint8Array,
    private readonly urls: readonly string[],
    private readonly timeoutMs: number,
    private readonly now: () => number,
  ) {
    this.addresses = new ProgramAddresses(address(deployment.solana.program));
  }

  get chain(): number {
    return this.deployment.solana.chain;
  }

  async isSentinel(): Promise<boolean> {
    return this.withNode(async (source) => readRole(await this.data(source, await this.addresses.config()), hexToBytes(this.account.address)).role === sentinel);
  }

  async raise(trip: Trip): Promise<string> {
    return this.withNode(async (source) => {
      const config = await this.addresses.config();
      const scope = trip.scope === 'everything' ? everything : assetScope(trip.scope);
      const subject = trip.scope === 'everything' ? config : await this.addresses.asset(trip.scope);
      const level = trip.scope === 'everything' ? readEverythingLevel(await this.data(source, subject)) : readAssetLevel(await this.data(source, subject));
      if (level >= trip.level) return `level ${level} stands already`;
      const used = readRole(await this.data(source, config), hexToBytes(this.account.address)).nonce;
      this.lastNonce = [BigInt(this.now()), this.lastNonce + 1n, used + 1n].reduce((a, b) => (b > a ? b : a));
      const paper: RaiseLevel = { chain: this.chain, scope, level: trip.level, reason: trip.reason, nonce: this.lastNonce, notAfter: BigInt(Math.floor(this.now() / 1000)) + paperLife };
      const signed = await signPaper(this.account, this.deployment.bridge, paper);
      const payer = await createKeyPairSignerFromPrivateKeyBytes(this.feeSecret);
      return this.send(source, payer, {
        programAddress: this.addresses.program,
        accounts: [
          { address: payer.address, role: AccountRole.WRITABLE_SIGNER }, { address: config, role: AccountRole.WRITABLE }, { address: instructionsSysvar, role: AccountRole.READONLY },
          { address: config, role: AccountRole.WRITABLE }, { address: subject, role: AccountRole.WRITABLE }, { address: systemProgram, role: AccountRole.READONLY },
        ],
        data: Uint8Array.of(riskTag, raiseLevelAction, ...fromHex(wordsOf(paper)), ...fromHex(signed, 65)),
      });
    });
  }

  private async send(source: SolanaSource, payer: KeyPairSigner, instruction: Parameters<typeof appendTransactionMessageInstruction>[0]): Promise<string> {
    const { value: blockhash } = await source.rpc.getLatestBlockhash({ commitment: 'confirmed' }).send();
    const message = pipe(
      createTransactionMessage({ version: 0 }),
      (empty) => setTransactionMessageFeePayerSigner(payer, empty),
      (paid) => setTransactionMessageLifetimeUsingBlockhash(blockhash, paid),
      (timed) => appendTransactionMessageInstruction(instruction, timed),
    );
    const transaction = await signTransactionMessageWithSigners(message);
    const signature = getSignatureFromTransaction(transaction);
    await source.rpc.sendTransaction(getBase64EncodedWireTransaction(transaction), { encoding: 'base64', preflightCommitment: 'confirmed' }).send();
    for (let waited = 0; waited < Math.max(this.timeoutMs, 60_000); waited += pollMs) {
      const { value: [status] } = await source.rpc.getSignatureStatuses([signature]).send();
      if (status?.err) throw new Error(`the program refused paper ${signature}`);
      if (status !== null && status !== undefined && status.confirmationStatus !== 'processed') return `${signature} in slot ${status.slot}`;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
    throw new Error(`transaction ${signature} was sent and no slot took it`);
  }

  private async data(source: SolanaSource, of: Parameters<SolanaSource['accounts']>[0][number]): Promise<Uint8Array> {
    const { accounts } = await source.accounts([of]);
    const account = accounts[0];
    if (!account || account.owner !== this.addresses.program) throw new Error(`account ${of} is not the bridge program's`);
    return account.data;
  }

  private async withNode<T>(act: (source: SolanaSource) => Promise<T>): Promise<T> {
    let last: unknown;
    for (const [i, url] of this.urls.entries()) {
      try {
        return await act(new SolanaSource(`${i + 1}`, url));
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }
}
