import { useEffect, useState } from 'react';
import { discoverWallets, type Wallet } from './provider';

/** The wallets of this browser. */
export function useWallets(): readonly Wallet[] {
  const [wallets, setWallets] = useState<readonly Wallet[]>([]);
  useEffect(() => discoverWallets(setWallets), []);
  return wallets;
}
