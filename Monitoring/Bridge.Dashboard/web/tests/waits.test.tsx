import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { Router } from 'wouter';
import type { TransferRow } from '../src/api/types';
import { WaitEnd } from '../src/components/WaitEnd';
import { WaitNote } from '../src/pages/transfers/WaitNote';
import { row } from './builders';

const past = '2026-01-31T12:00:00Z';
const future = '2099-01-31T12:00:00Z';
const text = (markup: string): string => markup.replace(/<[^>]*>/g, '');
const shown = (change: Partial<TransferRow>): string => text(renderToStaticMarkup(<WaitEnd of={{ ...row, ...change }}>{end => <p>The wait ends {end}</p>}</WaitEnd>));

describe('when a wait ends', () => {
  test('is told of what time ends', () => {
    expect(shown({ state: 'Limited', waitsUntil: future })).toMatch(/^The wait ends in /);
    expect(shown({ state: 'Limited', waitsUntil: past })).toBe('The wait ends any moment');
  });
  test('is an earliest time alone while two officers decide', () => expect(shown({ state: 'Held', waitsUntil: future })).toMatch(/in .* at the earliest$/));
  test('is not told once only people are waited for', () => {
    expect(shown({ state: 'Held', waitsUntil: past })).toBe('');
    const note = text(renderToStaticMarkup(<Router ssrPath="/"><WaitNote row={{ ...row, state: 'Held', waitsUntil: past }} /></Router>));
    expect(note).toContain('time alone never releases it');
    expect(note).not.toMatch(/any moment|The wait ends|It can be paid/);
  });
});
