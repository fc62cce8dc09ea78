import { fork } from 'node:child_process';

// Runs tests; the last line is "solana: N passed, N failed". No names are special but the museum's (test_Museum_Mxx_what).
const tests = [];

export function test(name, body) {
  if (tests.some((other) => other.name === name)) throw new Error(`two tests are named ${name}`);
  tests.push({ name, body });
}

export function equal(actual, expected, what = 'value') {
  const show = (value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : typeof value === 'bigint' ? String(value) : JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part instanceof Uint8Array ? Buffer.from(part).toString('hex') : part)));
  if (show(actual) !== show(expected)) throw new Error(`${what} should be ${show(expected)} and is ${show(actual)}`);
}

/** One after the other in this process, until one fails. */
export async function run({ filter = '', quiet = false } = {}) {
  const outcomes = [];
  for (const [index, { name }] of tests.entries()) {
    if (!name.includes(filter)) continue;
    outcomes.push(show(await outcomeOf(index), quiet));
    if (!outcomes.at(-1).good) break;
  }
  return total(outcomes);
}

/** In processes of their own, each with the next test that nobody has; what they print comes out as each test ends. */
export async function runInWorkers({ filter = '', quiet = false } = {}, count = 1) {
  const queue = [...tests.keys()].filter((index) => tests[index].name.includes(filter));
  const outcomes = [];
  await Promise.all(Array.from({ length: Math.min(count, queue.length) }, () => new Promise((resolve) => {
    let at;
    const worker = fork(process.argv[1], ['--worker']);
    const next = () => {
      at = queue.shift();
      if (at === undefined) worker.disconnect();
      else worker.send(at);
    };
    worker.on('message', (outcome) => {
      outcomes.push(show(outcome, quiet));
      next();
    });
    worker.on('exit', (code, signal) => {
      // A process that ends with a test in hand has failed it.
      if (at !== undefined) outcomes.push(show({ name: tests[at].name, good: false, text: `the process ended (${signal ?? code})` }, quiet));
      resolve();
    });
    next();
  })));
  const lost = queue.length;
  if (lost > 0) console.log(`${lost} tests were not run`);
  return total(outcomes) && lost === 0;
}

/** A worker's side: runs the tests whose numbers come in. */
export function serve() {
  process.on('message', async (index) => process.send(await outcomeOf(index)));
}

async function outcomeOf(index) {
  const { name, body } = tests[index];
  try {
    return { name, good: true, text: (await body()) ?? '' };
  } catch (error) {
    return { name, good: false, text: String(error.stack ?? error).split('\n').slice(0, 12).join('\n     ') };
  }
}

function show(outcome, quiet) {
  const { name, good, text } = outcome;
  if (!good) console.log(`FAIL ${name}\n     ${text}`);
  else if (!quiet) console.log(`ok   ${name}${text ? `: ${text}` : ''}`);
  return outcome;
}

function total(outcomes) {
  const passed = outcomes.filter(({ good }) => good).length;
  console.log(`solana: ${passed} passed, ${outcomes.length - passed} failed`);
  return passed === outcomes.length && passed > 0;
}
