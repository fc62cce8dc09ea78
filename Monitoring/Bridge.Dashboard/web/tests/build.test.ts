import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const page = new URL('../dist/', import.meta.url);
const files = (folder: string): string[] => readdirSync(new URL(folder, import.meta.url), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => `${entry.parentPath}/${entry.name}`);

describe('the production build', () => {
  test('holds no development wallet', () => {
    const told = (folder: string): string[] => files(folder).filter(file => readFileSync(file, 'utf8').includes('development-wallet'));
    expect(told('../dist-localnet/').length).toBeGreaterThan(0);
    expect(told('../dist/')).toEqual([]);
  });

  test('needs nothing that the content security policy forbids', () => {
    const html = readFileSync(new URL('index.html', page), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=/);
  });

  test('asks nobody else for anything', () => {
    const html = readFileSync(new URL('index.html', page), 'utf8');
    expect(html.match(/(?:src|href)="(?!\/)[^"]*"/g)).toBeNull();
    for (const file of files('../dist/').filter(name => name.endsWith('.css'))) expect(readFileSync(file, 'utf8')).not.toMatch(/url\(["']?(?:https?:)?\/\//);
  });
});
