/** EIP-1193, the part that is used here. */
export interface WalletProvider {
  request(call: { method: string; params?: readonly unknown[] }): Promise<unknown>;
}

export interface Wallet {
  readonly id: string;
  readonly name: string;
  readonly provider: WalletProvider;
}

interface Announcement {
  readonly info: { readonly uuid: string; readonly name: string; readonly rdns: string };
  readonly provider: WalletProvider;
}

/** Wallets announce themselves (EIP-6963); one that only sets `window.ethereum` is taken as well. Returns how to stop listening. */
export function discoverWallets(onWallets: (wallets: readonly Wallet[]) => void): () => void {
  const found = new Map<string, Wallet>();
  const tell = (): void => onWallets([...found.values()]);
  const onAnnounce = (event: Event): void => {
    const { info, provider } = (event as CustomEvent<Announcement>).detail;
    if (typeof info?.uuid !== 'string' || typeof provider?.request !== 'function') return;
    found.delete('injected');
    found.set(info.uuid, { id: info.uuid, name: String(info.name).slice(0, 60), provider });
    tell();
  };
  window.addEventListener('eip6963:announceProvider', onAnnounce);
  window.dispatchEvent(new Event('eip6963:requestProvider'));
  const injected = (window as { ethereum?: WalletProvider }).ethereum;
  if (found.size === 0 && injected) found.set('injected', { id: 'injected', name: 'browser wallet', provider: injected });
  tell();
  return () => window.removeEventListener('eip6963:announceProvider', onAnnounce);
}
