import { privateKeyToAccount, type PrivateKeyAccount } from 'viem/accounts';
import type { WalletProvider } from '../src/wallet/provider';
import { askToSign, askForKey } from './prompts';

/** EIP-1193, 4001: the user said no. */
class UserRejected extends Error {
  readonly code = 4001;
}

/** EIP-1193, 4200: this wallet does not do that. */
class Unsupported extends Error {
  readonly code = 4200;
}

type TypedData = Parameters<PrivateKeyAccount['signTypedData']>[0];

/**
 * An EIP-1193 provider over an officer's key file that the user picks. The key stays in this page's memory until it is reloaded; it is never stored or sent.
 * It shows the fields that it was given, computed from the typed data itself, and signs after a yes.
 */
export class DevelopmentWallet implements WalletProvider {
  private account: PrivateKeyAccount | undefined;

  async request({ method, params = [] }: { method: string; params?: readonly unknown[] }): Promise<unknown> {
    switch (method) {
      case 'eth_accounts':
        return this.account ? [this.account.address] : [];
      case 'eth_requestAccounts':
        return [(await this.unlocked()).address];
      case 'eth_signTypedData_v4':
        return this.sign(String(params[0]), String(params[1]));
      default:
        throw new Unsupported(`the development wallet does not know ${method}`);
    }
  }

  private async unlocked(): Promise<PrivateKeyAccount> {
    if (this.account) return this.account;
    const key = await askForKey();
    if (!key) throw new UserRejected('no key was chosen');
    this.account = privateKeyToAccount(key);
    return this.account;
  }

  private async sign(address: string, json: string): Promise<string> {
    const account = await this.unlocked();
    if (account.address.toLowerCase() !== address.toLowerCase()) throw new Unsupported(`this wallet holds ${account.address} and not ${address}`);
    const data = JSON.parse(json) as TypedData & { message: Record<string, unknown>; primaryType: string };
    if (!(await askToSign(account.address, data.primaryType, data.message))) throw new UserRejected('declined');
    return account.signTypedData(data);
  }
}
