import { address, getAddressDecoder, getAddressEncoder, getProgramDerivedAddress, type Address } from '@solana/kit';
import { bigEndian, fromHex, type Hex } from '../protocol/bytes.js';

// The bridge program's addresses, derived and never asked for (Contracts/solana/README.md, Addresses).

export const tokenProgram = address('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA');
const associatedTokenProgram = address('ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL');

export function addressOf(bytes: Uint8Array): Address {
  return getAddressDecoder().decode(bytes);
}

export function bytesOf(from: Address): Uint8Array {
  return Uint8Array.from(getAddressEncoder().encode(from));
}

export class ProgramAddresses {
  private readonly known = new Map<string, Promise<Address>>();

  constructor(readonly program: Address) {}

  config(): Promise<Address> {
    return this.of('config');
  }

  lane(other: number): Promise<Address> {
    return this.of('lane', bigEndian(BigInt(other), 2));
  }

  asset(id: Hex): Promise<Address> {
    return this.of('asset', fromHex(id, 32));
  }

  outbox(destination: number, page: bigint): Promise<Address> {
    return this.of('outbox', bigEndian(BigInt(destination), 2), bigEndian(page, 8));
  }

  consumed(source: number, page: bigint): Promise<Address> {
    return this.of('consumed', bigEndian(BigInt(source), 2), bigEndian(page, 8));
  }

  /** A hold, void or refund of one transfer. */
  record(kind: 'hold' | 'void' | 'refund', other: number, sequence: bigint): Promise<Address> {
    return this.of(kind, bigEndian(BigInt(other), 2), bigEndian(sequence, 8));
  }

  /** The associated token account of the program's authority: where an asset is kept. */
  async custody(mint: Address): Promise<Address> {
    const [custody] = await getProgramDerivedAddress({
      programAddress: associatedTokenProgram, seeds: [bytesOf(await this.of('authority')), bytesOf(tokenProgram), bytesOf(mint)],
    });
    return custody;
  }

  private of(kind: string, ...seeds: Uint8Array[]): Promise<Address> {
    const name = `${kind}/${seeds.map((seed) => Buffer.from(seed).toString('hex')).join('/')}`;
    let found = this.known.get(name);
    if (found === undefined) {
      found = getProgramDerivedAddress({ programAddress: this.program, seeds: [kind, ...seeds] }).then(([derived]) => derived);
      this.known.set(name, found);
    }
    return found;
  }
}
