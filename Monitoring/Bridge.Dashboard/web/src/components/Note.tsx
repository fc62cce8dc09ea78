import type { ReactNode } from 'react';
import { Icon, type IconName } from './Icon';

type NoteTone = 'good' | 'notice' | 'caution' | 'danger';

const icons: Readonly<Record<NoteTone, IconName>> = { good: 'check', notice: 'info', caution: 'warning', danger: 'stop' };

/** A message that stands on the page. `urgent` interrupts a screen reader; without it nothing is announced. */
export function Note({ tone, urgent = false, children }: { tone: NoteTone; urgent?: boolean; children: ReactNode }) {
  return (
    <div className={`note note-${tone}`} role={urgent ? 'alert' : undefined}>
      <Icon name={icons[tone]} />
      <div>{children}</div>
    </div>
  );
}
