import { describe, expect, test } from 'vitest';
import type { BreakerCell } from '../src/api/types';
import { strictest, unread } from '../src/pages/overview/standing';
import { sourced } from './builders';

const cell = (level: BreakerCell['level']['value']): BreakerCell =>
  ({ chain: 'evm', scopeKind: 'everything', scope: '0x', scopeName: 'everything', level: sourced(level as 0, ''), reason: null, by: null, since: null });

describe('how the breakers stand', () => {
  test('is the strictest level that was read', () => {
    expect(strictest([cell(1), cell(4), cell(2)])?.level.value).toBe(4);
    expect(strictest([cell(null), cell(0)])?.level.value).toBe(0);
  });

  test('is not known where nothing was read: not normal', () => {
    expect(strictest([cell(null)])).toBeUndefined();
    expect(unread([cell(null), cell(0), cell(null)])).toBe(2);
  });
});
