import { describe, expect, test } from 'vitest';
import { formatAmount, formatPercent, parseAmount } from '../src/format/amount';
import { freshness, isOld } from '../src/format/sourced';
import { formatDuration, formatTime, formatUnix } from '../src/format/time';
import { decodeReason, encodeReason } from '../src/paper/reason';
import { sourced } from './builders';

describe('amounts', () => {
  test.each([
    ['0', 6, '0'], ['1', 6, '0.000001'], ['1000000', 6, '1'], ['1234567890', 6, '1,234.56789'], ['18446744073709551615', 0, '18,446,744,073,709,551,615'],
    ['-500000', 6, '−0.5'], ['12', 0, '12'], ['12 <b>', 6, '12 <b>'],
  ])('%s with %i decimals reads %s', (units, decimals, text) => expect(formatAmount(units, decimals)).toBe(text));

  test.each([['12.5', 6, '12500000'], ['0', 6, '0'], ['1,000', 6, '1000000000'], ['.5', 6, undefined], ['1.', 6, '1000000'], ['0.0000001', 6, undefined], ['-1', 6, undefined], ['1e3', 6, undefined], ['', 6, undefined], ['18446744073709551616', 0, undefined], ['18446744073709551615', 0, '18446744073709551615']])(
    '"%s" with %i decimals is %s', (text, decimals, units) => expect(parseAmount(text, decimals)).toBe(units));

  test('come back as they were', () => {
    for (const units of ['1', '999999', '1000001', '18446744073709551615']) expect(parseAmount(formatAmount(units, 6), 6)).toBe(units);
  });

  test.each([[0, '0 %'], [0.4, '0.4 %'], [83.2, '83 %'], [100, '100 %']])('%d percent reads %s', (value, text) => expect(formatPercent(value)).toBe(text));
});

describe('times', () => {
  test.each([[0, '0 s'], [59.4, '59 s'], [60, '1 min'], [61, '1 min 1 s'], [3599, '59 min 59 s'], [3600, '1 h'], [90_000, '1 d 1 h'], [-5, '0 s']])('%d seconds read %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  test('are in UTC, and what is no time is shown as it is', () => {
    expect(formatTime('2026-01-31T12:00:00.123Z')).toBe('2026-01-31 12:00:00 UTC');
    expect(formatTime('nonsense')).toBe('nonsense');
    expect(formatUnix('18446744073709551615')).toBe('18446744073709551615 seconds of Unix time');
  });
});

describe('a value with its origin', () => {
  const now = Date.parse('2026-01-31T12:00:20.000Z');
  test('is stale by the page\'s own clock, whatever the server said last', () => {
    expect(freshness(sourced(1, '2026-01-31T12:00:10.000Z'), now)).toBe('fresh');
    expect(freshness(sourced(1, '2026-01-31T12:00:00.000Z'), now)).toBe('stale');
  });

  test('grows old with the view that it is in', () => {
    expect(isOld('2026-01-31T12:00:10.000Z', now)).toBe(false);
    expect(isOld('2026-01-31T12:00:00.000Z', now)).toBe(true);
  });

  test('that could not be read again, or never was, says so', () => {
    expect(freshness(sourced(1, '2026-01-31T12:00:19.000Z', { state: 'failed' }), now)).toBe('failed');
    expect(freshness(sourced(1, '2026-01-31T12:00:19.000Z', { state: 'stale' }), now)).toBe('stale');
    expect(freshness({ ...sourced<number | null>(null, ''), readAt: null, state: 'unread' }, now)).toBe('unread');
  });
});

describe('reasons', () => {
  test('come back as they were', () => expect(decodeReason(encodeReason('outflow 3x p99'))).toBe('outflow 3x p99'));
  test.each(['', 'x'.repeat(33), 'é'.repeat(17)])('of the wrong length are refused: "%s"', text => expect(() => encodeReason(text)).toThrow());
  test('that are no text are shown as bytes', () => expect(decodeReason(`0x01${'0'.repeat(62)}`)).toBe(`0x01${'0'.repeat(62)}`));
});
