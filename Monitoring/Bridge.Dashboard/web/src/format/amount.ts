const unlimited = 2n ** 64n - 1n;

/** Canonical units as whole tokens, exact, with thin groups: "1234567" with 6 decimals is "1.234567". */
export function formatAmount(units: string, decimals: number): string {
  if (!/^-?[0-9]+$/.test(units)) return units;
  const negative = units.startsWith('-');
  const digits = (negative ? units.slice(1) : units).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals).replace(/^0+(?=[0-9])/, '');
  const fraction = decimals > 0 ? digits.slice(-decimals).replace(/0+$/, '') : '';
  return `${negative ? '−' : ''}${group(whole)}${fraction ? `.${fraction}` : ''}`;
}

/** As it is typed: "12.5" → canonical units. Undefined when it is no such amount. */
export function parseAmount(text: string, decimals: number): string | undefined {
  const match = /^([0-9]{1,20})(?:\.([0-9]*))?$/.exec(text.trim().replaceAll(/[,\u2009 ]/g, ''));
  if (!match || (match[2] ?? '').length > decimals) return undefined;
  const units = BigInt(match[1]! + (match[2] ?? '').padEnd(decimals, '0'));
  return units <= unlimited ? units.toString() : undefined;
}

/** As it is edited: without groups. */
export const amountToEdit = (units: string, decimals: number): string => formatAmount(units, decimals).replaceAll(',', '');

export const isUnlimited = (units: string): boolean => units === unlimited.toString();

/** Part of a whole in percent, one digit, from integers. */
export function percent(part: string, whole: string): number {
  const [numerator, denominator] = [BigInt(part), BigInt(whole)];
  return denominator === 0n ? 0 : Number((numerator * 1000n) / denominator) / 10;
}

export function formatPercent(value: number): string {
  return `${value.toFixed(value > 0 && value < 10 ? 1 : 0)} %`;
}

export const formatCount = (value: number): string => group(String(value));

const group = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
