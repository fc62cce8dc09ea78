// usage: parts.cjs RUN.json URL     takes one part of the vault away at a time, sends the transactions of Gas.s.sol again, and prints what the part costs
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const [file, url] = process.argv.slice(2);
const root = path.dirname(__dirname);
const run = JSON.parse(fs.readFileSync(file, "utf8"));
const sizes = [1, 32, 128];

// [what, [file in src, text, replacement] …]; the text must stand there exactly once. With any of these gone the vault is not safe: for measuring only.
const parts = [
  ["limiter: largest release, bucket, its write",
    ["parts/Releases.sol", "if (!_charge(outflow, amount)) _refuse(outflow, amount, header.source, _sequence(header, payment.offset()));", ""],
    ["parts/Payouts.sol", "_assets[id].flow = outflow.flow.settled(outflow.level);", ""],
    ["libraries/Outflow.sol", "self.level = self.full = TokenBucket.available(flow.stored(), flow.updatedAt(), capacity, refill);", ""],
    ["libraries/Outflow.sol", "(uint256 terms, uint256 flow) = (asset.terms, asset.flow);", "(uint256 terms, uint256 flow) = (asset.terms, 0);"]],
  ["hold check",
    ["parts/Releases.sol", "if (amount >= outflow.holdThreshold) return _holdOne(batch, header, outflow, payment);", ""],
    ["parts/Releases.sol", "if (!payment.isHeld()) {", "{"]],
  ["breaker levels of everything, lane and asset",
    ["parts/Releases.sol", "header.level = _levelOfOpen(inForce, header.source);", ""],
    ["parts/Releases.sol", "if (header.level >= BreakerLevel.CURSED) revert LevelTooHigh(header.level);", ""],
    ["libraries/Outflow.sol", "level = BreakerLevel.stricter(base, terms.level());", ""]],
  ["isolation of a failing push",
    ["parts/Payouts.sol", "return IERC20(token).trySafeTransfer(recipient, amount);", "{ IERC20(token).safeTransfer(recipient, amount); return true; }"],
    ["parts/Releases.sol", "if (!_pay(outflow, payment.kind(), payment.recipient(), amount)) payments.put(i, payment.credited());",
      "_pay(outflow, payment.kind(), payment.recipient(), amount);"]],
  ["event",
    ["parts/Releases.sol", "ReleasedLog.end(payments, header.assetCount, header.source, header.first);", ""]],
  ["re-entrancy guard",
    ["parts/Releases.sol", "function release(bytes calldata batch) external nonReentrant {", "function release(bytes calldata batch) external {"]],
];

function build(index, changes) {
  const folder = path.join("cache/parts", String(index));
  fs.rmSync(path.join(root, folder), { recursive: true, force: true });
  fs.cpSync(path.join(root, "src"), path.join(root, folder, "src"), { recursive: true });
  for (const [name, text, replacement] of changes) {
    const target = path.join(root, folder, "src", name);
    const pieces = fs.readFileSync(target, "utf8").split(text);
    if (pieces.length !== 2) throw new Error(`"${text}" should stand once in ${name}`);
    fs.writeFileSync(target, pieces.join(replacement));
  }
  const env = { ...process.env, FOUNDRY_SRC: `${folder}/src`, FOUNDRY_OUT: `${folder}/out`, FOUNDRY_CACHE_PATH: `${folder}/cache`, FOUNDRY_DENY: "never" };
  execFileSync(path.join(root, "node_modules/.bin/forge"), ["build", `${folder}/src/BridgeVault.sol`, "--quiet"], { cwd: root, env });
  const code = codeOf(path.join(root, folder, "out"));
  fs.rmSync(path.join(root, folder), { recursive: true, force: true });
  return code;
}

const codeOf = (out) => JSON.parse(fs.readFileSync(path.join(out, "BridgeVault.sol/BridgeVault.json"), "utf8")).bytecode.object;

async function rpc(method, ...params) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const answer = await (await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body })).json();
  if (answer.error) throw new Error(`${method}: ${answer.error.message}`);
  return answer.result;
}

/** Gas of the releases of 1, 32 and 128 when the vault is created from `code`. Addresses come from nonces, so every signature holds. */
async function replay(shipped, code) {
  await rpc("anvil_reset");
  const releases = [];
  for (const { transaction, contractName, transactionType, function: signature } of run.transactions) {
    let data = transaction.input;
    if (contractName === "BridgeVault" && transactionType === "CREATE") {
      if (!data.startsWith(shipped)) throw new Error("the run was made with another vault");
      data = code + data.slice(shipped.length);
    }
    const hash = await rpc("eth_sendTransaction", { from: transaction.from, to: transaction.to ?? undefined, data, gas: "0x1c00000" });
    let receipt = null;
    while (receipt === null) receipt = await rpc("eth_getTransactionReceipt", hash);
    if (receipt.status !== "0x1") throw new Error(`${signature ?? transactionType} failed`);
    if (signature?.startsWith("release(")) releases.push(Number(receipt.gasUsed));
  }
  const [one, , many, most] = releases.slice(-6);
  return [one, many, most];
}

async function main() {
  const shipped = codeOf(path.join(root, "out"));
  const whole = await replay(shipped, shipped);
  const each = (gas) => gas.map((g, i) => Math.round(g / sizes[i]));
  const row = (what, gas) => console.log(`| ${what} | ${gas.map((g) => g.toLocaleString("en")).join(" | ")} |`);
  console.log(`| gas a transfer, in a batch of | ${sizes.join(" | ")} |\n|---|---|---|---|`);
  for (const [index, [what, ...changes]] of parts.entries()) {
    const without = await replay(shipped, build(index, changes));
    row(what, each(whole.map((gas, i) => gas - without[i])));
  }
  row("**release as shipped**", each(whole));
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
