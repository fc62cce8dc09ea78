/** How much of something is used: length and words; above three quarters and above nine tenths the bar is hatched as well as coloured, unless it was never full. */
export function Meter({ percent, label, isFilling = false }: { percent: number; label: string; isFilling?: boolean }) {
  const tone = isFilling ? '' : percent >= 90 ? 'tone-danger' : percent >= 75 ? 'tone-caution' : '';
  return (
    <span className={`meter ${tone}`} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(percent)}>
      <i style={{ width: `${Math.min(100, Math.max(0, percent))}%` }} />
    </span>
  );
}
