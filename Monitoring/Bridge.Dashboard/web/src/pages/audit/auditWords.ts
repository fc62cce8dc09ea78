import { LEVEL_NAMES, type ActionName, type AuditEntry, type DeploymentInfo } from '../../api/types';
import { ACTION_TYPES } from '../../api/types';
import { formatAmount, isUnlimited } from '../../format/amount';
import { formatTime } from '../../format/time';
import { sentence, titled } from '../../format/words';
import { describe } from '../../paper/describe';
import { PaperError, type Fields } from '../../paper/fields';

/** One fact of an entry, as it is read: words, bytes that can be copied, or a paper that can be opened. */
export type AuditFact =
  | { readonly label: string; readonly text: string }
  | { readonly label: string; readonly bytes: string }
  | { readonly label: string; readonly paper: string };

const events: Readonly<Record<string, string>> = {
  signIn: 'signed in', signInRefused: 'sign-in refused', signOut: 'signed out', sessionsEnded: 'ended sessions', sessionFromAnotherAddress: 'session shown from another address, ended',
  tighten: 'asked to raise a level', lowerLimits: 'asked to lower limits', tightened: 'a chain answered',
  paperCreated: 'made a paper', paperSigned: 'signed a paper', paperSubmitted: 'asked to submit a paper', paperSent: 'a chain answered', paperExecuted: 'asked to execute a paper',
  paperExecutionSent: 'a chain answered', paperWithdrawn: 'withdrew a paper', levelSeen: 'a level was changed elsewhere', limitsSeen: 'limits were changed elsewhere', proposalSeen: 'something was scheduled elsewhere', proposalEnded: 'what was scheduled elsewhere has ended', holdExecuted: 'asked to have a hold paid', holdExecutionSent: 'a chain answered',
};

const labels: Readonly<Record<string, string>> = {
  client: 'from', name: 'account', sessions: 'sessions', chain: 'chain', scope: 'scope', level: 'level', reason: 'reason', outcome: 'answer', error: 'error', transaction: 'transaction', signer: 'signer', by: 'signed by',
  transfer: 'transfer', asset: 'asset', maxRelease: 'largest release', capacity: 'capacity', refillPerSecond: 'refill a second', holdThreshold: 'held from', action: 'action', at: 'at', digest: 'paper', proposal: 'digest', standing: 'what became of it', endedBy: 'ended by', ends: 'ends',
};

const outcomes: Readonly<Record<string, string>> = { done: 'done', alreadyStricter: 'already at least as strict', refused: 'refused', unknown: 'not known: it may still land' };

const standings: Readonly<Record<string, string>> = { Executed: 'executed', Vetoed: 'vetoed', Expired: 'expired', NotKnown: 'ended, not on record how' };

const amounts: readonly string[] = ['maxRelease', 'capacity', 'refillPerSecond', 'holdThreshold'];

/** "signInRefused" reads "sign-in refused"; an event without words of its own is taken apart. */
export const eventWords = (event: string): string => (Object.hasOwn(events, event) ? events[event]! : event.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase());

/** Done elsewhere, and seen on a chain: nobody asked this server for it. */
export const isSeen = (event: string): boolean => ['levelSeen', 'limitsSeen', 'proposalSeen', 'proposalEnded'].includes(event);

/** What an entry says, in words. The bytes as they were hashed stay one key away, beside it. */
export function auditFacts(deployment: DeploymentInfo, entry: AuditEntry): AuditFact[] {
  const detail = entry.detail;
  const meaning = paperMeaning(deployment, detail);
  const facts = Object.entries(detail)
    .filter(([name, value]) => value !== '' && !(meaning && (name === 'action' || name === 'fields')) && name !== 'at')
    .map(([name, value]) => fact(deployment, detail, name, value));
  return meaning ? [...meaning, ...facts] : facts;
}

function fact(deployment: DeploymentInfo, detail: Readonly<Record<string, string>>, name: string, value: string): AuditFact {
  const label = sentence(Object.hasOwn(labels, name) ? labels[name]! : eventWords(name));
  if (name === 'digest') return { label, paper: value };
  if (name === 'transaction' || name === 'signer' || name === 'proposal') return { label, bytes: value };
  return { label, text: words(deployment, detail, name, value) };
}

function words(deployment: DeploymentInfo, detail: Readonly<Record<string, string>>, name: string, value: string): string {
  if (name === 'chain') return value === 'all' ? 'every chain' : titled(value);
  if (name === 'level' && /^[0-5]$/.test(value)) return `${value} ${LEVEL_NAMES[Number(value)]}`;
  if (name === 'outcome' && Object.hasOwn(outcomes, value)) return outcomes[value]!;
  if (name === 'client') return value === 'phone' ? 'a phone' : value === 'desk' ? 'a desk' : value;
  if (name === 'standing' && Object.hasOwn(standings, value)) return standings[value]!;
  if (name === 'action' && value === 'RotateKey') return 'rotate the guardians’ key';
  if (name === 'scope' || name === 'ends') return titled(value);
  if (name === 'holdThreshold' && isUnlimited(value)) return 'never';
  const asset = amounts.includes(name) ? deployment.assets.find(candidate => candidate.symbol === detail['asset']) : undefined;
  return asset ? `${formatAmount(value, asset.decimals)} ${asset.symbol}` : value;
}

/** "chain 1, scopeKind 3, …" as the paper's own words. Undefined when they are no paper: then they are shown as they stand. */
function paperMeaning(deployment: DeploymentInfo, detail: Readonly<Record<string, string>>): AuditFact[] | undefined {
  const action = detail['action'];
  const text = detail['fields'];
  if (action === undefined || text === undefined || !Object.hasOwn(ACTION_TYPES, action)) return undefined;
  try {
    const meaning = describe(deployment, action as ActionName, readFields(text));
    const shown = new Set(['reason', 'largest release', 'capacity', 'refill a second', 'held from', 'not after']);
    return [{ label: 'Asks to', text: meaning.sentence }, ...meaning.lines.filter(line => shown.has(line.label)).map(line => ({ label: sentence(line.label), text: line.text }))];
  } catch (error) {
    if (error instanceof PaperError) return undefined;
    throw error;
  }
}

function readFields(text: string): Fields {
  return Object.fromEntries(text.split(', ').map(pair => {
    const space = pair.indexOf(' ');
    return [pair.slice(0, space), pair.slice(space + 1)];
  }));
}

/** The entry as it was hashed, line by line. */
export const rawLines = (entry: AuditEntry): (readonly [string, string])[] => [
  ['event', entry.event], ['at', `${entry.at} (${formatTime(entry.at)})`], ...Object.entries(entry.detail), ['hash', entry.hash], ['previous', entry.previous],
];
