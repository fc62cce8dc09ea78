import type { ActionName } from '../api/types';
import { digestOf, typedDataJson } from '../paper/digest';
import type { Fields } from '../paper/fields';
import { normaliseSignature, sameAddress, signerOf } from '../paper/signature';
import type { WalletProvider } from './provider';

/** The wallet, or the person before it, did not sign. */
export class WalletError extends Error {
  override readonly name = 'WalletError';
}

/** The account that signs: the one whose address the administrator wrote down for this user, where one was. */
export async function connect(provider: WalletProvider, officer: string | null): Promise<string> {
  const accounts = await ask(provider, 'eth_requestAccounts');
  if (!Array.isArray(accounts) || typeof accounts[0] !== 'string') throw new WalletError('the wallet showed no account: unlock it and choose the officer\'s account');
  // SECURITY: nobody signs with a colleague's key by mistake.
  if (officer !== null && !sameAddress(accounts[0], officer)) throw new WalletError(`the wallet shows ${accounts[0]}; your officer's key is ${officer}: choose that account in the wallet`);
  return accounts[0];
}

/** Has the wallet sign the fields themselves; it shows them before it does. The answer is checked here before anything is sent. */
export async function signFields(provider: WalletProvider, account: string, bridgeId: string, action: ActionName, fields: Fields): Promise<string> {
  const answer = await ask(provider, 'eth_signTypedData_v4', [account, typedDataJson(bridgeId, action, fields)]);
  if (typeof answer !== 'string') throw new WalletError('the wallet answered no signature');
  const signature = normaliseSignature(answer);
  const signer = await signerOf(digestOf(bridgeId, action, fields), signature);
  // SECURITY: a wallet that signed something else, or with another key, is found here and not on the chain (M39).
  if (!sameAddress(signer, account)) throw new WalletError(`the signature is not ${account}'s over this digest: nothing was sent; do not use this wallet`);
  return signature;
}

async function ask(provider: WalletProvider, method: string, params: readonly unknown[] = []): Promise<unknown> {
  try {
    return await provider.request({ method, params });
  } catch (e) {
    // EIP-1193: 4001 is the user's no.
    if ((e as { code?: number }).code === 4001) throw new WalletError('declined in the wallet: nothing was signed');
    throw new WalletError(`the wallet failed: ${e instanceof Error ? e.message : String((e as { message?: unknown })?.message ?? 'it does not say why')}`);
  }
}
