import { describe, expect, test } from 'vitest';
import { privateKeyToAccount } from 'viem/accounts';
import type { WalletProvider } from '../src/wallet/provider';
import { connect, signFields } from '../src/wallet/sign';
import { riskVectors } from './vectors';

const account = privateKeyToAccount(`0x${'0'.repeat(63)}1`);
const stranger = privateKeyToAccount(`0x${'0'.repeat(63)}2`);
const raise = riskVectors.actions.find(vector => vector.type === 'RaiseLevel')!;
const fields = Object.fromEntries(raise.fields.map(field => [field.name, String(field.value)]));

const wallet = (sign: (data: { message: Record<string, unknown> }) => Promise<string>): WalletProvider => ({
  request: ({ method, params }) => (method === 'eth_requestAccounts' ? Promise.resolve([account.address]) : sign(JSON.parse(String(params?.[1])) as { message: Record<string, unknown> })),
});

const ask = (provider: WalletProvider): Promise<string> => signFields(provider, account.address, riskVectors.bridgeId, 'RaiseLevel', fields);

describe('a wallet', () => {
  test('that signs what it was given is taken, and its signature is the one of the vectors', async () => {
    const provider = wallet(data => account.signTypedData(data as never));
    expect(await connect(provider, account.address.toLowerCase())).toBe(account.address);
    expect(await ask(provider)).toBe(raise.signatures[0]!.signature);
  });

  test('that answers v as 0 or 1 is taken', async () => {
    const signature = raise.signatures[0]!.signature;
    expect(await ask(wallet(async () => signature.slice(0, -2) + (signature.endsWith('1b') ? '00' : '01')))).toBe(signature);
  });

  test('Museum_M39: that signs something else is refused', async () => {
    await expect(ask(wallet(data => account.signTypedData({ ...data, message: { ...data.message, level: '1' } } as never)))).rejects.toThrow('nothing was sent');
  });

  test('that signs with another key is refused', async () => {
    await expect(ask(wallet(data => stranger.signTypedData(data as never)))).rejects.toThrow('nothing was sent');
  });

  test('that answers no signature is refused', async () => {
    await expect(ask(wallet(async () => '0x'))).rejects.toThrow();
    await expect(ask(wallet(async () => null as unknown as string))).rejects.toThrow('no signature');
  });

  test('whose user says no is told as such', async () => {
    await expect(ask(wallet(() => Promise.reject(Object.assign(new Error('x'), { code: 4001 }))))).rejects.toThrow('declined');
  });

  test('that shows another key than the user\'s is not asked to sign', async () => {
    await expect(connect(wallet(async () => ''), stranger.address)).rejects.toThrow('choose that account');
  });

  test('without an account is told as such', async () => {
    await expect(connect({ request: () => Promise.resolve([]) }, null)).rejects.toThrow('unlock it');
  });
});
