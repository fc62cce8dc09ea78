// Runs tests one after another; the last line is "solana: N passed, N failed". No names are special but the museum's (test_Museum_Mxx_what).
const tests = [];

export function test(name, body) {
  if (tests.some((other) => other.name === name)) throw new Error(`two tests are named ${name}`);
  tests.push({ name, body });
}

export function equal(actual, expected, what = 'value') {
  const show = (value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : typeof value === 'bigint' ? String(value) : JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part instanceof Uint8Array ? Buffer.from(part).toString('hex') : part)));
  if (show(actual) !== show(expected)) throw new Error(`${what} should be ${show(expected)} and is ${show(actual)}`);
}

export async function run({ filter = '', stopAtFirst = false, quiet = false } = {}) {
  let passed = 0;
  const failed = [];
  for (const { name, body } of tests.filter((candidate) => candidate.name.includes(filter))) {
    try {
      const note = await body();
      passed++;
      if (!quiet) console.log(`ok   ${name}${note ? `: ${note}` : ''}`);
    } catch (error) {
      failed.push(name);
      console.log(`FAIL ${name}\n     ${String(error.stack ?? error).split('\n').slice(0, 12).join('\n     ')}`);
      if (stopAtFirst) break;
    }
  }
  console.log(`solana: ${passed} passed, ${failed.length} failed`);
  return failed.length === 0 && passed > 0;
}
