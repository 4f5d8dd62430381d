// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
//
// Compiles src/main/solidity with solc-js and writes ABI and creation bytecode, one JSON file per
// contract; likewise each example. Of those that can stand in a genesis file also their code and where their variables are. The output depends on nothing but the sources and the compiler version (no metadata).
// The doubles in src/test/solidity are compiled by themselves, so that they change nothing of it.
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

const packagePath = "org/zknode/contracts";
// They have no immutables: the code is whole without a constructor.
const genesisContracts = ["Bridge", "L2GlobalExitRootManager", "WrappedToken"];

const examples = path.join(here, "..", "..", "examples");
const source = (part) => path.join(here, "src", part, "solidity");
const resources = (part) => path.join(here, "src", part, "resources", packagePath);
const parts = {
  main: { from: source("main"), to: resources("main") },
  test: { from: source("test"), to: resources("test") },
  escrow: { from: path.join(examples, "escrow", "contracts"), to: path.join(examples, "escrow", "artifacts") },
};

function compile(sourceDirectory) {
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
          outputSelection: {
            "*": {
              "*": [
                "abi",
                "evm.bytecode.object",
                "evm.deployedBytecode.object",
                "evm.deployedBytecode.immutableReferences",
                "evm.methodIdentifiers",
                "storageLayout",
              ],
            },
          },
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
  return Object.values(output.contracts).flatMap(Object.entries);
}

function artifact(name, contract) {
  const { bytecode, deployedBytecode, methodIdentifiers } = contract.evm;
  const always = {
    contractName: name,
    compiler: solc.version().replace(/\.Emscripten.*/, ""),
    abi: contract.abi,
    methodIdentifiers,
    bytecode: "0x" + bytecode.object,
  };
  if (!genesisContracts.includes(name)) {
    return always;
  }
  if (Object.keys(deployedBytecode.immutableReferences).length > 0) {
    throw new Error(name + " has immutables, which a genesis file cannot set");
  }
  return {
    ...always,
    runtimeBytecode: "0x" + deployedBytecode.object,
    storage: Object.fromEntries(
      contract.storageLayout.storage.map(({ label, slot, offset }) => [label, { slot: Number(slot), offset }]),
    ),
  };
}

for (const [part, { from, to }] of Object.entries(parts)) {
  const outputDirectory = process.argv[2] ? path.join(process.argv[2], part) : to;
  fs.mkdirSync(outputDirectory, { recursive: true });
  for (const [name, contract] of compile(from)) {
    // Neither interfaces nor libraries whose code is within their users.
    if (contract.evm.bytecode.object !== "" && Object.keys(contract.evm.methodIdentifiers).length > 0) {
      const file = path.join(outputDirectory, name + ".json");
      fs.writeFileSync(file, JSON.stringify(artifact(name, contract), null, 2) + "\n");
    }
  }
}
