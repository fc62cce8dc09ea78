import { createContext, useContext } from 'react';
import type { AssetInfo, ChainInfo, ChainName, Permission, Session } from '../api/types';

const SessionContext = createContext<Session | undefined>(undefined);

export const SessionProvider = SessionContext.Provider;

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('this part of the page needs a session');
  return session;
}

/** What this session may do. The server decides again on each request. */
export function useMay(permission: Permission): boolean {
  return useSession().may.includes(permission);
}

export interface Names {
  readonly chain: (name: ChainName) => ChainInfo;
  readonly asset: (symbol: string) => AssetInfo | undefined;
  /** The decimals of a symbol; whole units for one that the deployment does not name. */
  readonly decimals: (symbol: string) => number;
}

export function useNames(): Names {
  const { deployment } = useSession();
  return {
    chain: name => {
      const found = deployment.chains.find(chain => chain.name === name);
      if (!found) throw new Error(`the deployment has no chain ${name}`);
      return found;
    },
    asset: symbol => deployment.assets.find(asset => asset.symbol === symbol),
    decimals: symbol => deployment.assets.find(asset => asset.symbol === symbol)?.decimals ?? 0,
  };
}
