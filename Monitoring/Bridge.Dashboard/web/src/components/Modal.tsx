import { Dialog, DialogDismiss, DialogHeading } from '@ariakit/react';
import type { ReactNode } from 'react';
import { Icon } from './Icon';

interface ModalProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}

/** A dialog over the page: focus stays in it, Escape closes it, and focus goes back to where it came from. */
export function Modal({ title, onClose, footer, children }: ModalProps) {
  return (
    <Dialog open onClose={onClose} className="dialog" backdrop={<div className="backdrop" />} hideOnInteractOutside={false}>
      <header>
        <DialogHeading>{title}</DialogHeading>
        <DialogDismiss className="button button-bare button-small" aria-label="close"><Icon name="close" /></DialogDismiss>
      </header>
      <div className="dialog-body">{children}</div>
      {footer && <div className="dialog-foot">{footer}</div>}
    </Dialog>
  );
}
