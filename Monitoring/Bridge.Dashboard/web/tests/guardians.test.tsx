import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import type { GuardianRow, Session } from '../src/api/types';
import { SessionProvider } from '../src/app/session';
import { GuardianDetails } from '../src/pages/guardians/GuardianDetails';
import { deployment, sourced } from './builders';

const readAt = '2026-01-31T12:00:00Z';
const warning = 'could not raise a level on evm if it had to: the fee account has nothing';
const row: GuardianRow = {
  index: 1, identity: `0x${'11'.repeat(20)}`, sentinel: { evm: sourced(true, readAt), solana: sourced(false, readAt) },
  health: sourced({ healthy: true, epochs: [1], journalLocks: 1, problems: [], warnings: [warning], chains: [] }, readAt),
};

test('a role is called a role: beside it the guardian may say that it could not trip', () => {
  const markup = renderToStaticMarkup(<SessionProvider value={{ deployment } as unknown as Session}><GuardianDetails rows={[row]} /></SessionProvider>);
  const words = markup.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  expect(words).toMatch(/Sentinel’s role on EVM .*Sentinel’s role on Solana .*has the role .*no role /);
  expect(words).toContain('ould not raise a level on EVM');
  expect(words).not.toContain('can trip');
});
