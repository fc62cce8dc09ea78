// usage: run.cjs [PART OF A NAME …]     see mutants.sh
const { execFile } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const root = path.dirname(__dirname);
const forge = path.join(root, "node_modules/.bin/forge");
const wanted = process.argv.slice(2);
const mutants = require("./mutants.cjs").filter(([name]) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
const parallel = 2;

function run(args, environment) {
  const env = { ...process.env, FOUNDRY_DISABLE_NIGHTLY_WARNING: "1", ...environment };
  return new Promise((resolve) =>
    execFile(forge, args, { cwd: root, env, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve({ failed: error !== null, text: stdout + stderr })));
}

/** A copy of src with one text replaced, below cache/mutants; null when the text is not there exactly once. */
function copy(index, file, text, replacement) {
  const folder = path.join("cache/mutants", String(index));
  fs.rmSync(path.join(root, folder), { recursive: true, force: true });
  fs.cpSync(path.join(root, "src"), path.join(root, folder, "src"), { recursive: true });
  const target = path.join(root, folder, "src", file);
  const parts = fs.readFileSync(target, "utf8").split(text);
  if (parts.length !== 2) return null;
  fs.writeFileSync(target, parts.join(replacement));
  return folder;
}

/** Tests of a library are compiled with its mutant; all others run against the mutant's artifacts, so that they are compiled once. */
async function isKilled(folder, suite) {
  const own = { FOUNDRY_SRC: `${folder}/src`, FOUNDRY_OUT: `${folder}/out`, FOUNDRY_CACHE_PATH: `${folder}/cache`, FOUNDRY_DENY: "never" };
  let result;
  if (suite === "FrostVerifier") {
    fs.cpSync(path.join(root, "test/FrostVerifier.t.sol"), path.join(root, folder, "test/FrostVerifier.t.sol"));
    fs.cpSync(path.join(root, "test/support/GroupSigner.sol"), path.join(root, folder, "test/support/GroupSigner.sol"));
    result = await run(["test"], { ...own, FOUNDRY_TEST: `${folder}/test` });
  } else {
    const built = await run(["build", `${folder}/src/BridgeVault.sol`, `${folder}/src/MarginAccounts.sol`], own);
    if (built.failed) return { broken: built.text };
    const artifact = (name) => `${folder}/out/${name}.sol/${name}.json`;
    const artifacts = { VAULT_ARTIFACT: artifact("BridgeVault"), MARGIN_ARTIFACT: artifact("MarginAccounts") };
    result = await run(["test", "--match-path", `test/${suite}.t.sol`], artifacts);
  }
  if (result.failed && !result.text.includes("[FAIL")) return { broken: result.text };
  return { killed: result.failed };
}

async function main() {
  process.env.FOUNDRY_PROFILE = "mutants";
  const compiled = await run(["test", "--no-match-path", "test/Invariants.t.sol"], {});
  if (compiled.failed) throw new Error(`the tests should pass on the contracts as they are:\n${compiled.text}`);

  let killed = 0;
  const queue = mutants.entries();
  const worker = async () => {
    for (const [index, [name, file, text, replacement, suite]] of queue) {
      const folder = copy(index, file, text, replacement);
      const result = folder === null ? { broken: `its text should stand once in ${file}` } : await isKilled(folder, suite);
      if (result.killed) ++killed;
      console.log(`${result.killed ? "killed  " : result.broken ? "BROKEN  " : "SURVIVED"} ${name} (${suite})`);
      if (result.broken) console.log(result.broken);
      if (folder !== null) fs.rmSync(path.join(root, folder), { recursive: true, force: true });
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  console.log(`${killed} killed, ${mutants.length - killed} survived`);
  process.exitCode = killed === mutants.length ? 0 : 1;
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
