// For each mutant of list.mjs: a copy of the source with the bug, built, and the tests run against it. A mutant is killed when they fail.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { mutants } from './list.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
// [TEXT]: mutants whose name holds it; [--from N]: the Nth and those after it.
const from = process.argv.includes('--from') ? Number(process.argv[process.argv.indexOf('--from') + 1]) : 1;
const only = process.argv[2]?.startsWith('--') ? '' : process.argv[2] ?? '';
const WORKERS = 2;

function command(file, args, env) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data) => { output += data; });
    child.stderr.on('data', (data) => { output += data; });
    child.on('close', (status) => resolve({ status, output }));
  });
}

function prepare(mutant, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(`${root}/src`, `${folder}/src`, { recursive: true });
  const file = `${folder}/src/${mutant.file}`;
  const source = readFileSync(file, 'utf8');
  const parts = source.split(mutant.find);
  if (parts.length !== 2) throw new Error(`${mutant.file} should hold once and holds ${parts.length - 1} times: ${mutant.find}`);
  writeFileSync(file, parts.join(mutant.replace));
}

/** @returns {Promise<string | null>} the test that noticed, or null */
async function examine(mutant, folder) {
  prepare(mutant, folder);
  if (mutant.hint === 'fuzz') {
    const { status } = await command('bash', ['./fuzz.sh', '30'], { BRIDGE_SOURCE: `${folder}/src`, BRIDGE_OUTPUT: folder });
    return status === 0 ? null : 'the fuzzer';
  }
  const env = { BRIDGE_SOURCE: `${folder}/src`, BRIDGE_OUTPUT: folder, BRIDGE_MUTANT: '1' };
  // The probes hold the signature check and its arithmetic only: a bug elsewhere does not change them.
  const inProbes = /^(signature|scalar)\.h$/.test(mutant.file);
  for (const script of inProbes ? ['./build.sh', './tests/programs/build.sh'] : ['./build.sh']) {
    const built = await command('bash', [script], env);
    if (built.status !== 0) throw new Error(`${mutant.file}: ${mutant.find}\ndoes not build:\n${built.output}`);
  }
  if (!inProbes) for (const name of ['idle', 'probe', 'accepting', 'failing']) cpSync(`${root}/build/${name}.so`, `${folder}/${name}.so`);
  for (const filter of [mutant.hint, '']) {
    const { status, output } = await command('node', ['tests/run.mjs', '--quiet', '--stop', '--filter', filter], env);
    if (/: 0 passed, 0 failed/.test(output)) throw new Error(`no test is named like "${filter}"`);
    if (status !== 0) return /FAIL (\S+)/.exec(output)?.[1] ?? 'the run itself';
  }
  return null;
}

const queue = mutants.map((mutant, i) => ({ mutant, name: `${String(i + 1).padStart(3, '0')} ${mutant.file}: ${mutant.find} → ${mutant.replace || 'nothing'}` }))
  .slice(from - 1).filter(({ name }) => name.includes(only));
const survivors = [];
let killed = 0;

async function worker(number) {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const by = await examine(next.mutant, `${root}/build/mutants/${number}`);
    if (by === null) {
      survivors.push(next.name);
      console.log(`SURVIVED ${next.name}`);
    } else {
      killed++;
      console.log(`killed   ${next.name}  by ${by}`);
    }
  }
}

await Promise.all(Array.from({ length: WORKERS }, (_, i) => worker(i)));
console.log(`${killed} killed, ${survivors.length} survived`);
process.exit(survivors.length === 0 && killed > 0 ? 0 : 1);
