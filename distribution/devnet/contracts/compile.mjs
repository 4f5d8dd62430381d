// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
//
// Compiles src/main/solidity with solc-js and writes ABI and creation bytecode, one JSON file per
// contract. The output depends on nothing but the sources and the compiler version (no metadata).
// Usage: node compile.mjs [output directory]
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
// ZKNODE_NODE_MODULES lets the compiler be installed outside of the source tree.
const require = createRequire(
  process.env.ZKNODE_NODE_MODULES ? path.join(process.env.ZKNODE_NODE_MODULES, "x.js") : import.meta.url,
);
const solc = require("solc");

const sourceDirectory = path.join(here, "src/main/solidity");
const outputDirectory = process.argv[2] ?? path.join(here, "src/main/resources/org/zknode/contracts");

const sources = Object.fromEntries(
  fs
    .readdirSync(sourceDirectory)
    .filter((name) => name.endsWith(".sol"))
    .sort()
    .map((name) => [name, { content: fs.readFileSync(path.join(sourceDirectory, name), "utf8") }]),
);
const output = JSON.parse(
  solc.compile(
    JSON.stringify({
      language: "Solidity",
      sources,
      settings: {
        evmVersion: "cancun",
        viaIR: true,
        optimizer: { enabled: true, runs: 200 },
        metadata: { appendCBOR: false, bytecodeHash: "none" },
        outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.methodIdentifiers"] } },
      },
    }),
  ),
);
for (const message of output.errors ?? []) {
  process.stderr.write(message.formattedMessage + "\n");
}
if ((output.errors ?? []).length > 0) {
  process.exit(1);
}
fs.mkdirSync(outputDirectory, { recursive: true });
for (const contracts of Object.values(output.contracts)) {
  for (const [name, contract] of Object.entries(contracts)) {
    if (contract.evm.bytecode.object === "") {
      continue; // an interface
    }
    const artifact = {
      contractName: name,
      compiler: solc.version().replace(/\.Emscripten.*/, ""),
      abi: contract.abi,
      methodIdentifiers: contract.evm.methodIdentifiers,
      bytecode: "0x" + contract.evm.bytecode.object,
    };
    fs.writeFileSync(path.join(outputDirectory, name + ".json"), JSON.stringify(artifact, null, 2) + "\n");
  }
}
