import { Menu, MenuButton, MenuItem, MenuProvider } from '@ariakit/react';
import { shortHash } from '../format/words';
import { formatTime } from '../format/time';
import { useSession } from './session';

/** Who is signed in, as what, and the way out. */
export function AccountMenu({ onSignOut }: { onSignOut: () => void }) {
  const session = useSession();
  return (
    <MenuProvider placement="bottom-end">
      <MenuButton className="button button-bare who">{session.user} <span className="muted only-wide">{session.role}{session.client === 'phone' ? ', phone' : ''}</span></MenuButton>
      <Menu className="menu" gutter={6} portal={false}>
        <dl className="facts menu-facts">
          <dt>role</dt><dd>{session.role}</dd>
          <dt>session</dt><dd>{session.client === 'phone' ? 'phone: tightens, never loosens' : 'desk'}</dd>
          <dt>signing key</dt><dd>{session.officer ? <code title={session.officer}>{shortHash(session.officer)}</code> : 'none'}</dd>
          <dt>ends</dt><dd>{formatTime(session.expiresAt)}, or after {session.idleMinutes} min idle</dd>
        </dl>
        <MenuItem className="button" onClick={onSignOut}>Sign out</MenuItem>
      </Menu>
    </MenuProvider>
  );
}
