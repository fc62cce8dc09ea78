import type { TransferState } from '../api/types';
import { stateWords } from '../format/words';
import { Mark, type Tone } from './Mark';

const tones: Readonly<Record<TransferState, Tone>> = {
  Observed: 'notice', Finalized: 'notice', Signed: 'notice', Submitted: 'notice', Released: 'good', Held: 'alert', Limited: 'caution',
  Undeliverable: 'caution', VoidRequested: 'caution', Voided: 'plain', Refunded: 'plain',
};

export const StateMark = ({ state }: { state: TransferState }) => <Mark tone={tones[state]}>{stateWords[state]}</Mark>;
