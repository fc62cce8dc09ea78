// usage: report.cjs sizes OUT | coverage LCOV | invariants JSON     see coverage.sh
const fs = require("node:fs");
const path = require("node:path");
const [part, file] = process.argv.slice(2);
const CODE_LIMIT = 24_576; // EIP-170
const LEAST = 95; // percent
let good = true;

function row(...cells) {
  console.log(`| ${cells.join(" | ")} |`);
}

function sizes(out) {
  row("contract", "bytes of code", "left of EIP-170");
  row("---", "---", "---");
  for (const name of ["BridgeVault", "RiskControl", "WrappedToken", "MarginAccounts"]) {
    const artifact = JSON.parse(fs.readFileSync(path.join(out, `${name}.sol`, `${name}.json`), "utf8"));
    const size = (artifact.deployedBytecode.object.length - 2) / 2;
    row(name, size.toLocaleString("en"), (CODE_LIMIT - size).toLocaleString("en"));
    good &&= size > 0 && size <= CODE_LIMIT;
  }
}

function coverage(lcov) {
  const total = [0, 0, 0, 0];
  row("file", "lines", "branches");
  row("---", "---", "---");
  for (const record of fs.readFileSync(lcov, "utf8").split("end_of_record")) {
    const source = /^SF:(.*)$/m.exec(record)?.[1];
    if (source === undefined || !source.startsWith("src/") || source.startsWith("src/testing/")) continue;
    const counts = ["LH", "LF", "BRH", "BRF"].map((key) => Number(new RegExp(`^${key}:(\\d+)$`, "m").exec(record)?.[1] ?? 0));
    counts.forEach((count, i) => (total[i] += count));
    const missed = [...record.matchAll(/^DA:(\d+),0/gm)].map((m) => m[1]).concat([...record.matchAll(/^BRDA:(\d+),.*,(?:-|0)$/gm)].map((m) => `${m[1]}b`));
    row(source.slice(4) + (missed.length > 0 ? ` (not: ${missed.join(" ")})` : ""), share(counts[0], counts[1]), share(counts[2], counts[3]));
  }
  row("**all**", share(total[0], total[1]), share(total[2], total[3]));
  good &&= total[1] > 0 && total[0] * 100 >= LEAST * total[1] && total[2] * 100 >= LEAST * total[3];
}

function share(hit, found) {
  return found === 0 ? "none" : `${hit}/${found} = ${((100 * hit) / found).toFixed(1)} %`;
}

function invariants(json) {
  const suites = JSON.parse(fs.readFileSync(json, "utf8"));
  row("invariant", "runs", "depth", "calls", "violations");
  row("---", "---", "---", "---", "---");
  let seen = 0;
  for (const [suite, { test_results: tests }] of Object.entries(suites)) {
    for (const [name, result] of Object.entries(tests)) {
      const kind = result.kind.Invariant;
      if (kind === undefined) continue;
      const violations = result.status === "Success" ? 0 : 1;
      row(`${suite.split(":")[1]}.${name.replace("()", "")}`, kind.runs, Math.round(kind.calls / kind.runs), kind.calls.toLocaleString("en"), violations);
      if (violations > 0) console.log(result.reason);
      good &&= violations === 0;
      ++seen;
    }
  }
  good &&= seen > 0;
}

({ sizes, coverage, invariants })[part](file);
console.log(`${part}: ${good ? "holds" : "DOES NOT HOLD"}\n`);
process.exitCode = good ? 0 : 1;
