import type { Evidence } from '../../api/types';
import { Mark, type Tone } from '../../components/Mark';

const tones: Readonly<Record<Evidence['weight'], Tone>> = { good: 'good', neutral: 'plain', bad: 'danger' };

export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  return (
    <ul className="evidence">
      {evidence.map((item, index) => (
        <li key={`${item.label}-${index}`}>
          <Mark tone={tones[item.weight]}>{item.label}<span className="visually-hidden">, {item.weight === 'good' ? 'speaks for it' : item.weight === 'bad' ? 'speaks against it' : 'neutral'}</span></Mark>
          <span className="wrap muted">{item.text}</span>
        </li>
      ))}
    </ul>
  );
}
