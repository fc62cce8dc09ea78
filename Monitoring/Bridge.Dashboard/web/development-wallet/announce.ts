import type { WalletProvider } from '../src/wallet/provider';

const icon = 'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"%3E%3Cpath d="M0 0h8v8H0z"/%3E%3C/svg%3E';

/** EIP-6963: announces the wallet now and whenever a page asks. */
export function announceWallet(provider: WalletProvider): void {
  const detail = Object.freeze({ info: Object.freeze({ uuid: crypto.randomUUID(), name: 'the development wallet', icon, rdns: 'local.bridge.development-wallet' }), provider });
  const announce = (): void => void window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }));
  window.addEventListener('eip6963:requestProvider', announce);
  announce();
}
