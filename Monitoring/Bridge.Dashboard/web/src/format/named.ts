import type { DeploymentInfo } from '../api/types';
import { chainTitle, shortHash } from './words';

/**
 * A guardian's or relayer's words with the deployment's names where they have an asset's id, a breaker's place or a chain's number: "asset:0x…@1" reads "USDC
 * on EVM", and bytes in their short form. A command in them stays what it is.
 */
export function named(deployment: DeploymentInfo, text: string): string {
  const symbol = (id: string): string | undefined => deployment.assets.find(asset => asset.id.toLowerCase() === id.toLowerCase())?.symbol;
  const title = (chain: string): string | undefined => {
    const found = deployment.chains.find(candidate => String(candidate.number) === chain);
    return found && chainTitle[found.name];
  };
  const where = (chain: string): string => {
    const known = title(chain);
    return known ? ` on ${known}` : chain === 'all' ? ' on every chain' : ` on chain ${chain}`;
  };
  return text
    .replace(/(?<!--place )\basset:(0x[0-9a-f]{64})@(all|\d+)/gi, (whole, id: string, chain: string) => (symbol(id) === undefined ? whole : `${symbol(id)}${where(chain)}`))
    .replace(/(?<!--place )\beverything@(all|\d+)/g, (_, chain: string) => `everything${where(chain)}`)
    .replace(/(?<!--place )\blane:(\d+)@(all|\d+)/g, (whole, other: string, chain: string) => (title(other) === undefined ? whole : `the lane with ${title(other)}${where(chain)}`))
    .replace(/\basset (0x[0-9a-f]{64})\b/gi, (whole, id: string) => symbol(id) ?? whole)
    .replace(/(?<![:\w])0x[0-9a-f]{40,64}\b/gi, bytes => shortHash(bytes))
    .replace(/(?<!-)\bchain (\d+)\b/g, (whole, chain: string) => title(chain) ?? whole);
}

/** What everybody of several says, to be said once; and what each says besides. */
export function saidByAll(each: readonly (readonly string[])[]): readonly string[] {
  const [first, ...others] = each;
  return first && others.length > 0 ? [...new Set(first)].filter(text => others.every(texts => texts.includes(text))) : [];
}
