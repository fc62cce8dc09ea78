import type { Evidence } from '../../api/types';
import { Mark, type Tone } from '../../components/Mark';
import { sentence } from '../../format/words';

/** Which way it weighs: a shape, a colour and a word each. */
export const weights: Readonly<Record<Evidence['weight'], { tone: Tone; word: string }>> = {
  good: { tone: 'good', word: 'speaks for it' },
  neutral: { tone: 'plain', word: 'to know' },
  unusual: { tone: 'unusual', word: 'unusual' },
  bad: { tone: 'danger', word: 'speaks against it' },
};

export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  return (
    <ul className="evidence">
      {evidence.map((item, index) => (
        <li key={`${item.label}-${index}`}>
          <Mark tone={weights[item.weight].tone}>{sentence(item.label)}<span className="weight">{weights[item.weight].word}</span></Mark>
          <span className="wrap muted">{sentence(item.text)}</span>
        </li>
      ))}
    </ul>
  );
}
