// node run.mjs [--filter TEXT] [--stop] [--quiet]      --stop: one after the other until one fails; else one process for each core
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { run, runInWorkers, serve } from './lib/runner.mjs';

const { argv } = process;
const at = argv.indexOf('--filter');
for (const file of readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.test.mjs')).sort()) await import(`./${file}`);
if (argv.includes('--worker')) {
  serve();
} else {
  const options = { filter: at < 0 ? '' : argv[at + 1], quiet: argv.includes('--quiet') };
  const good = argv.includes('--stop') ? await run(options) : await runInWorkers(options, Math.min(availableParallelism(), 4));
  process.exit(good ? 0 : 1);
}
