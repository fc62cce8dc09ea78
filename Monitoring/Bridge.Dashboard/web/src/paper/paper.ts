import type { ActionName } from '../api/types';
import { digestOf } from './digest';
import { PaperError, type Fields } from './fields';
import { isActionName, signaturesNeeded } from './schema';
import { readSignature, sameAddress, signerOf } from './signature';

/** A risk action with its signatures, as it goes from officer to officer: the file of `bridge risk` (Contracts/Bridge.Protocol/Risk/RiskPaper.cs). */
export interface CheckedPaper {
  readonly action: ActionName;
  readonly fields: Fields;
  /** Computed here. */
  readonly digest: `0x${string}`;
  readonly signatures: readonly string[];
  /** Who signed, recovered here, in the order of `signatures`. */
  readonly signers: readonly string[];
}

export const isComplete = (paper: CheckedPaper): boolean => paper.signatures.length === signaturesNeeded(paper.action);

export function newPaper(bridgeId: string, action: ActionName, fields: Fields): CheckedPaper {
  return { action, fields, digest: digestOf(bridgeId, action, fields), signatures: [], signers: [] };
}

/** A paper that somebody else made or passed on. Its digest and its signers are computed anew; `asked` is the digest it was asked for by, where it was. */
export async function checkedPaper(bridgeId: string, claim: { action: string; fields: Fields; digest: string; signatures?: readonly string[] }, asked: string | null = null): Promise<CheckedPaper> {
  if (!isActionName(claim.action)) throw new PaperError(`there is no risk action "${claim.action}"`);
  let paper = newPaper(bridgeId, claim.action, claim.fields);
  // SECURITY: a claim with another digest was tampered with, or is another deployment's (M39).
  if (claim.digest.toLowerCase() !== paper.digest) throw new PaperError(`the claim says its digest is ${claim.digest}, and its fields give ${paper.digest} in this deployment`);
  // SECURITY: the paper that was asked for, and not another one that is whole in itself (M39).
  if (asked !== null && asked.toLowerCase() !== paper.digest) throw new PaperError(`${asked} was asked for, and this is another paper, ${paper.digest}`);
  for (const signature of claim.signatures ?? []) paper = await withSignature(paper, signature);
  return paper;
}

/** Adds a signature, signatures in the order of their signers' addresses. */
export async function withSignature(paper: CheckedPaper, text: string): Promise<CheckedPaper> {
  const signature = readSignature(text);
  const signer = await signerOf(paper.digest, signature);
  // SECURITY: two signatures of one officer are not two officers (W8).
  if (paper.signers.some(other => sameAddress(other, signer))) throw new PaperError(`${signer} has signed already: another officer is needed`);
  if (isComplete(paper)) throw new PaperError(`${paper.action} needs ${signaturesNeeded(paper.action)} signature(s) and has them`);
  const pairs = [...paper.signers.map((other, index) => [other, paper.signatures[index]!] as const), [signer, signature] as const]
    .sort(([left], [right]) => (left.toLowerCase() < right.toLowerCase() ? -1 : 1));
  return { ...paper, signers: pairs.map(pair => pair[0]), signatures: pairs.map(pair => pair[1]) };
}

const maxLength = 100_000;

/** Reads the file that `bridge risk create` or `bridge risk sign` wrote. */
export async function parsePaper(bridgeId: string, text: string): Promise<CheckedPaper> {
  if (text.length > maxLength) throw new PaperError('the file is too long for a paper');
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    throw new PaperError('the file is not JSON: choose the file that `bridge risk create` wrote');
  }

  if (!isPaperFile(file)) throw new PaperError('the file should hold action, fields, digest and signatures, and nothing else');
  return checkedPaper(bridgeId, file);
}

export const formatPaper = ({ action, fields, digest, signatures }: CheckedPaper): string => `${JSON.stringify({ action, fields, digest, signatures }, null, 2)}\n`;

function isPaperFile(file: unknown): file is { action: string; fields: Fields; digest: string; signatures: string[] } {
  if (typeof file !== 'object' || file === null || Object.keys(file).sort().join() !== 'action,digest,fields,signatures') return false;
  const { action, digest, fields, signatures } = file as Record<string, unknown>;
  return typeof action === 'string' && typeof digest === 'string'
    && typeof fields === 'object' && fields !== null && Object.values(fields).every(value => typeof value === 'string')
    && Array.isArray(signatures) && signatures.every(value => typeof value === 'string');
}
