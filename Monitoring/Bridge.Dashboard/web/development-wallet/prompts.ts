import './wallet.css';

/** Asks for an officer's key file: 64 hexadecimal digits, as the localnet writes `officers/officer-N.key`. Undefined: none was chosen. */
export function askForKey(): Promise<`0x${string}` | undefined> {
  const file = element('input', { type: 'file', id: 'development-wallet-key' });
  const wrong = element('p', { role: 'alert' });
  const { dialog, answer } = open('Development wallet', [
    element('p', {}, 'For the local network only. Choose an officer\'s key file; it stays in this page until you reload it.'),
    element('label', { for: file.id }, 'Key file'), file, wrong,
  ], 'Use this key');
  return answer(async () => {
    const text = (await file.files?.[0]?.text())?.trim().replace(/^0x/, '') ?? '';
    if (/^[0-9a-fA-F]{64}$/.test(text)) return `0x${text}` as const;
    wrong.textContent = 'A key file holds 64 hexadecimal digits and nothing else.';
    dialog.querySelector('input')?.focus();
    return undefined;
  });
}

/** Shows what would be signed, from the typed data itself. */
export async function askToSign(account: string, action: string, message: Record<string, unknown>): Promise<boolean> {
  const facts = element('dl', {});
  for (const [name, value] of Object.entries(message)) facts.append(element('dt', {}, name), element('dd', {}, String(value)));
  const { answer } = open(`Sign ${action}?`, [element('p', {}, `with ${account}`), facts], 'Sign');
  return (await answer(async () => true)) ?? false;
}

function open(title: string, content: readonly HTMLElement[], yes: string) {
  const dialog = element('dialog', { class: 'development-wallet', 'aria-label': title });
  const no = element('button', { type: 'button' }, 'Cancel');
  const go = element('button', { type: 'button', class: 'yes' }, yes);
  const row = element('div', {});
  row.append(no, go);
  dialog.append(element('h2', {}, title), ...content, row);
  // The page's own dialogs make everything outside them inert; a modal dialog stands in the browser's top layer, above them.
  document.body.append(dialog);
  dialog.showModal();
  const answer = <T>(take: () => Promise<T | undefined>): Promise<T | undefined> => new Promise(resolve => {
    const end = (value: T | undefined): void => {
      dialog.close();
      dialog.remove();
      resolve(value);
    };
    no.addEventListener('click', () => end(undefined));
    dialog.addEventListener('cancel', () => end(undefined));
    go.addEventListener('click', () => void take().then(value => value !== undefined && end(value)));
  });
  return { dialog, answer };
}

function element<Name extends keyof HTMLElementTagNameMap>(name: Name, attributes: Readonly<Record<string, string>>, text = ''): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.textContent = text;
  return made;
}
