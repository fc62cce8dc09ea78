import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { GuardianRow, Session } from '../src/api/types';
import { SessionProvider } from '../src/app/session';
import { GuardianDetails } from '../src/pages/guardians/GuardianDetails';
import { GuardianMatrix } from '../src/pages/guardians/GuardianMatrix';
import { deployment, sourced } from './builders';

const readAt = '2026-01-31T12:00:00Z';
const warning = 'could not raise a level on evm if it had to: the fee account has nothing';
const row: GuardianRow = {
  index: 1, identity: `0x${'11'.repeat(20)}`, sentinel: { evm: sourced(true, readAt), solana: sourced(false, readAt) },
  health: sourced({ healthy: true, signs: true, epochs: [1], journalLocks: 1, problems: [], warnings: [warning], chains: [] }, readAt),
};

test('a role is called a role: beside it the guardian may say that it could not trip', () => {
  const markup = renderToStaticMarkup(<SessionProvider value={{ deployment } as unknown as Session}><GuardianDetails rows={[row]} /></SessionProvider>);
  const words = markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  expect(words).toMatch(/Sentinel’s role on EVM .*Sentinel’s role on Solana .*has the role .*no role /);
  expect(words).toContain('ould not raise a level on EVM');
  expect(words).not.toContain('can trip');
});

test('a guardian that has stopped an asset signs the others, and is not said to sign nothing', () => {
  const health = (signs: boolean): GuardianRow => ({ ...row, health: sourced({ ...row.health.value!, healthy: false, signs, warnings: [], problems: ['stopped'] }, readAt) });
  const markup = (signs: boolean): string => renderToStaticMarkup(
    <SessionProvider value={{ deployment } as unknown as Session}><GuardianMatrix view={{ threshold: 1, margin: signs ? 0 : -1, rows: [health(signs)], relayers: [] }} /></SessionProvider>);
  expect(markup(true)).toContain('signs, with a problem');
  expect(markup(true)).not.toContain('signs nothing');
  expect(markup(false)).toContain('signs nothing');
});
