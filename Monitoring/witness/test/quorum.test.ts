import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agreed, firstLine, ReadError } from '../src/quorum.js';

const failures: string[] = [];
const options = { quorum: 2, timeoutMs: 50, onFailure: (source: string, failure: string) => void failures.push(`${source} ${failure}`) };
const sources = (...answers: (number | Error | ReadError | 'silence')[]) => answers.map((answer, i) => ({ name: `${i + 1}`, answer }));

const ask = (...answers: (number | Error | 'silence')[]) =>
  agreed(sources(...answers), options, 'a question', async ({ answer }) => {
    if (answer instanceof Error) throw answer;
    if (answer === 'silence') await new Promise((resolve) => setTimeout(resolve, 200));
    return answer;
  }, String);

const failsAs = (failure: string) => (error: unknown) => error instanceof ReadError && error.failure === failure;

test('Museum_M01 two that agree are enough, one is not, and a majority does not outvote', async () => {
  assert.equal(await ask(1, 1), 1);
  assert.equal(await ask(1, new Error('away'), 1), 1);
  await assert.rejects(ask(1, new Error('away')), failsAs('insufficient'));
  await assert.rejects(ask(1, 'silence'), failsAs('insufficient'));
  await assert.rejects(ask(1, 1, 2), failsAs('disagree'));
  await assert.rejects(ask(1, 2), failsAs('disagree'));
  assert.ok(failures.includes('2 error') && failures.includes('3 differs'));
});

test('a source that contradicts itself fails the read, even if enough others are left', async () => {
  await assert.rejects(ask(1, 1, new ReadError('contradiction', 'two things')), failsAs('contradiction'));
});

test('what is shown of an error holds no address of a node', () => {
  assert.equal(firstLine(new Error('cannot reach https://user:secret@node/key\nDetails: more')), 'cannot reach <url>');
});
