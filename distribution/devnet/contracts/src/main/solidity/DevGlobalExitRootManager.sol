// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {AppendOnlyTree} from "./AppendOnlyTree.sol";
import {IGlobalExitRootManager} from "./BridgeInterfaces.sol";

/// Global exit roots, and the L1 info tree of them. The bridge sets the mainnet exit root, the rollup
/// manager the rollup exit root.
contract DevGlobalExitRootManager is IGlobalExitRootManager, AppendOnlyTree {
    error OnlyAllowedContracts();

    event UpdateL1InfoTree(bytes32 indexed mainnetExitRoot, bytes32 indexed rollupExitRoot);

    address public immutable rollupManager;
    address public immutable bridgeAddress;

    bytes32 public lastRollupExitRoot;
    bytes32 public lastMainnetExitRoot;

    /// Global exit root to the timestamp of the block that brought it; zero if unknown.
    mapping(bytes32 globalExitRoot => uint256 timestamp) public globalExitRootMap;

    constructor(address _rollupManager, address _bridgeAddress) {
        rollupManager = _rollupManager;
        bridgeAddress = _bridgeAddress;
    }

    /// A global exit root that is already known adds no leaf.
    function updateExitRoot(bytes32 newRoot) external {
        if (msg.sender == rollupManager) {
            lastRollupExitRoot = newRoot;
        } else if (msg.sender == bridgeAddress) {
            lastMainnetExitRoot = newRoot;
        } else {
            revert OnlyAllowedContracts();
        }
        bytes32 globalExitRoot = getLastGlobalExitRoot();
        if (globalExitRootMap[globalExitRoot] != 0) {
            return;
        }
        globalExitRootMap[globalExitRoot] = block.timestamp;
        append(getLeafValue(globalExitRoot, uint256(blockhash(block.number - 1)), uint64(block.timestamp)));
        emit UpdateL1InfoTree(lastMainnetExitRoot, lastRollupExitRoot);
    }

    function getLastGlobalExitRoot() public view returns (bytes32) {
        return keccak256(abi.encodePacked(lastMainnetExitRoot, lastRollupExitRoot));
    }

    function getLeafValue(bytes32 newGlobalExitRoot, uint256 lastBlockHash, uint64 timestamp)
        public
        pure
        returns (bytes32)
    {
        return keccak256(abi.encodePacked(newGlobalExitRoot, lastBlockHash, timestamp));
    }
}
