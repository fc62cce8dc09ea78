// usage: gas-table.cjs RUN.json URL     the transactions of Gas.s.sol, in its order, as a table
const [file, url] = process.argv.slice(2);
const run = JSON.parse(require("node:fs").readFileSync(file, "utf8"));
const gasOf = (i) => Number(run.receipts[i].gasUsed);
const calls = run.transactions.map((t, i) => ({ name: (t.function ?? t.transactionType).split("(")[0], i, t }));
const releases = calls.filter((c) => c.name === "release").slice(-6);
const locks = calls.filter((c) => c.name === "lock");
const transfers = calls.filter((c) => c.name === "transfer");

async function main() {
  const probe = calls.find((c) => c.t.contractName === "VerifyProbe").t.contractAddress;
  const body = { jsonrpc: "2.0", id: 1, method: "eth_call", params: [{ to: probe, data: "0x" + selector }, "latest"] };
  const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const verify = Number((await answer.json()).result);
  const rows = [["lock", gasOf(locks.at(-1).i), 1]];
  [1, 8, 32, 128].forEach((n, k) => rows.push([`release of ${n}`, gasOf(releases[k].i), n]));
  rows.push(["release to a margin account", gasOf(releases[5].i), 1]);
  rows.push(["signature check alone", verify, 1]);
  rows.push(["plain ERC-20 transfer", gasOf(transfers.at(-1).i), 1]);
  console.log("| what | gas | each |\n|---|---|---|");
  for (const [what, gas, n] of rows) console.log(`| ${what} | ${gas.toLocaleString("en")} | ${Math.round(gas / n).toLocaleString("en")} |`);
}

const selector = "7ab71b7a"; // spent()
main();
