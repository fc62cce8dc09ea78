// node run.mjs [--filter TEXT] [--stop] [--quiet]
import { readdirSync } from 'node:fs';
import { run } from './lib/runner.mjs';

const { argv } = process;
const at = argv.indexOf('--filter');
for (const file of readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.test.mjs')).sort()) await import(`./${file}`);
const good = await run({ filter: at < 0 ? '' : argv[at + 1], stopAtFirst: argv.includes('--stop'), quiet: argv.includes('--quiet') });
process.exit(good ? 0 : 1);
