// node idl.mjs > idl.json: what clients need to know of the program, read from its source: layout.h (accounts), the account tables at the top of each
// instruction, errors.h, and the seeds from README.md. tests/idl.test.mjs compares all of them with the file again; so does a test of the C# clients.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const text = (path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const camel = (name) => name.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

/** Structs of bytes: name to [{ name, offset, size }]. */
function structs(source) {
  const constants = Object.fromEntries([...source.matchAll(/(\w+) = (\d+),/g)].map(([, name, value]) => [name, Number(value)]));
  const found = {};
  for (const [, body, name] of source.matchAll(/typedef struct \{([^}]*)\} (\w+);/g)) {
    const fields = [];
    let offset = 0;
    for (const [, type, list] of body.matchAll(/(\w+) ([^;]+);/g)) {
      for (const item of list.split(',')) {
        const [, field, lengths] = /^\s*(\w+)((?:\[[^\]]+\])*)$/.exec(item);
        const unit = type === 'u8' ? 1 : found[type].size;
        const size = [...lengths.matchAll(/\[([^\]]+)\]/g)].map(([, length]) => Function(...Object.keys(constants), `return ${length}`)(...Object.values(constants)))
          .reduce((product, length) => product * length, unit);
        if (!/^zero\d?$/.test(field)) fields.push({ name: camel(field), offset, size, ...(type === 'u8' ? {} : { of: camel(type) }) });
        offset += size;
      }
    }
    found[name] = { size: offset, fields };
  }
  return found;
}

function seedsOf(readme) {
  return [...readme.matchAll(/^\| ([a-z ,]+) \| (`"\w+"`[^|]*)\|$/gm)].map(([, names, seeds]) => ({ names: names.trim(), seeds: seeds.trim() }));
}

const KINDS = { Config: 'config', Asset: 'asset', MintIndex: 'mint', Lane: 'lane', OutboxPage: 'outbox', ConsumedPage: 'consumed', Proposal: 'proposal', Hold: 'hold', WayBack: 'void, refund', Claim: 'claim' };

function instruction(source) {
  const comment = /\/\*([\s\S]*?)\*\//.exec(source)[1];
  const [header] = comment.split('\n').filter((line) => /^ \* \d+ \w+/.test(line));
  const accounts = [...comment.matchAll(/^ \*\s+(\d+) \[([^\]]*)\]\s+(.*)$/gm)].map(([, place, flags, what]) => ({
    place: Number(place), name: what.trim(), writable: flags.includes('WRITE'), signer: flags.includes('SIGNER'),
  }));
  const lines = comment.split('\n');
  const at = lines.findIndex((line) => line.startsWith(' * data:'));
  let data = lines[at].slice(' * data:'.length);
  for (let i = at + 1; lines[i]?.startsWith(' *   '); i++) data += lines[i].slice(2);
  const fields = data.split('|').map((part) => part.trim()).filter(Boolean).map((part) => {
    const [, offset, name, size] = /^(\d+(?: \+ \d+ \w)?) (.+?) (\d+(?: [a-z])?)$/.exec(part);
    return { name, offset: /^\d+$/.test(offset) ? Number(offset) : offset, size: /^\d+$/.test(size) ? Number(size) : size };
  });
  return [...header.matchAll(/(\d+) (\w+)/g)].filter(([, , name]) => /_|^(initialise|lock|release|risk|execute|hold|void|refund|credit|claim|seal)$/.test(name))
    .map(([, tag, name]) => ({ tag: Number(tag), name: camel(name), accounts, data: fields }));
}

export function readIdl() {
  const layout = structs(text('src/layout.h').replace(/\/\*[\s\S]*?\*\//g, ''));
  const folder = fileURLToPath(new URL('src/instructions/', import.meta.url));
  return {
    source: 'idl.mjs in this folder, from src/ and README.md',
    integers: 'big-endian',
    seeds: seedsOf(text('README.md')),
    accounts: Object.entries(KINDS).map(([name, kind]) => ({ name: camel(name), kind, ...layout[name] })),
    parts: ['LaneLevel', 'RoleEntry', 'OutboxRecord', 'Transfer'].map((name) => ({ name, ...layout[name] })),
    instructions: readdirSync(folder).flatMap((file) => instruction(text(`src/instructions/${file}`))).sort((a, b) => a.tag - b.tag),
    errors: Object.fromEntries([...text('src/errors.h').matchAll(/^ {4}(\w+) = (\d+),$/gm)].map(([, name, code]) => [name, Number(code)])),
  };
}

/** One thing a line, so that a change of the program shows as a change of lines. */
export function show(idl) {
  const line = (value) => JSON.stringify(value);
  const list = (values, indent) => `[\n${values.map((value) => `${indent}${line(value)}`).join(',\n')}\n${indent.slice(1)}]`;
  const block = ({ fields, accounts, data, ...head }) => {
    const open = line(head).slice(0, -1);
    return fields ? `${open},"fields":${list(fields, '   ')}}` : `${open},"accounts":${list(accounts, '   ')},"data":${list(data, '   ')}}`;
  };
  const blocks = (values) => `[\n${values.map((value) => `  ${block(value)}`).join(',\n')}\n ]`;
  return `{\n "source": ${line(idl.source)},\n "integers": ${line(idl.integers)},\n "seeds": ${list(idl.seeds, '  ')},\n "accounts": ${blocks(idl.accounts)},\n "parts": ${blocks(idl.parts)},\n`
    + ` "instructions": ${blocks(idl.instructions)},\n "errors": ${line(idl.errors)}\n}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(show(readIdl()));
