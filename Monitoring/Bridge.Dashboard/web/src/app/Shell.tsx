import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useEventStream } from '../api/useEventStream';
import type { Session } from '../api/types';
import { Icon } from '../components/Icon';
import { AccountMenu } from './AccountMenu';
import { LiveMark } from './LiveMark';
import { Navigation } from './Navigation';
import { Pages } from './Pages';
import { SessionProvider } from './session';
import { StandingBadge } from './StandingBadge';
import { ThemeSwitch } from './ThemeSwitch';

/** The desk: where one can go at the left, how things stand above, the page itself. */
export function Shell({ session, onSignOut }: { session: Session; onSignOut: () => void }) {
  const stream = useEventStream();
  const [path] = useLocation();
  const [isOpen, setOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    setOpen(false);
    // A new page begins at its heading, for the keyboard and for screen readers as well.
    if (!first.current) main.current?.focus();
    first.current = false;
    window.scrollTo(0, 0);
  }, [path]);

  return (
    <SessionProvider value={session}>
      <a className="skip" href="#main">Skip to the page</a>
      <div className="shell">
        <aside aria-label="where to go" className={`rail ${isOpen ? 'is-open' : ''}`} onKeyDown={e => e.key === 'Escape' && setOpen(false)}>
          <button type="button" className="button button-bare only-narrow rail-close" aria-label="close the menu" onClick={() => setOpen(false)}><Icon name="close" /></button>
          <a className="brand" href="/"><img src="/icon.svg" alt="" /><div>Bridge risk desk<span>{session.deployment.name}</span></div></a>
          <Navigation />
          <div className="rail-foot"><ThemeSwitch /></div>
        </aside>
        <header className="bar">
          <button type="button" className="button button-bare only-narrow" aria-label="menu" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}><Icon name="menu" /></button>
          <StandingBadge />
          <span className="bar-fill" />
          <LiveMark state={stream} />
          <AccountMenu onSignOut={onSignOut} />
        </header>
        <main id="main" className="content" ref={main} tabIndex={-1}><Pages /></main>
      </div>
      <div id="announcements" className="visually-hidden" role="status" aria-live="polite" />
    </SessionProvider>
  );
}
