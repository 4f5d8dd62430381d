// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {DevRollup} from "./DevRollup.sol";
import {IDevGlobalExitRootManager, IDevRollupManager} from "./Interfaces.sol";

/// The consensus contract as deployments in the wild have it: its creation sequences batch 1, one
/// transaction without a sender's key, which sets up the bridge of L2.
contract DevRollupWithInitialBatch is DevRollup {
    event InitialSequenceBatches(bytes transactions, bytes32 lastGlobalExitRoot, address sequencer);

    /// bridge.initialize(uint32,address,uint32,address,address,bytes)
    bytes4 private constant BRIDGE_INITIALIZE = 0xf811bff7;
    /// Where L2 has its global exit root manager.
    address private constant GLOBAL_EXIT_ROOT_MANAGER_L2 = 0xa40D5f56745a118D0906a34E69aeC8C0Db1cB8fA;
    /// Signature of the transaction: no key is behind it, but an address can be recovered from it.
    bytes32 private constant SIGNATURE_R = bytes32(uint256(0x5ca1ab1e0));
    bytes32 private constant SIGNATURE_S = bytes32(uint256(0x5ca1ab1e));
    uint8 private constant SIGNATURE_V = 27;
    bytes1 private constant FULL_PERCENTAGE = 0xff;

    constructor(
        IDevGlobalExitRootManager _globalExitRootManager,
        address _pol,
        address _bridgeAddress,
        IDevRollupManager _rollupManager
    ) DevRollup(_globalExitRootManager, _pol, _bridgeAddress, _rollupManager) {}

    function initialize(
        address _admin,
        address sequencer,
        uint32 networkID,
        address _gasTokenAddress,
        string calldata sequencerURL,
        string calldata _networkName
    ) external override onlyRollupManager {
        setUp(_admin, sequencer, sequencerURL, _networkName);
        bytes memory transactions = initialTransaction(networkID, _gasTokenAddress);
        bytes32 exitRoot = globalExitRootManager.getLastGlobalExitRoot();
        sequenced(
            1,
            keccak256(
                abi.encodePacked(
                    bytes32(0),
                    keccak256(transactions),
                    exitRoot,
                    uint64(block.timestamp),
                    sequencer,
                    blockhash(block.number - 1)
                )
            )
        );
        emit InitialSequenceBatches(transactions, exitRoot, sequencer);
    }

    /// RLP list of nonce 0, gas price 0, gas 30000000, to, value 0 and data; r, s, v and percentage.
    function initialTransaction(uint32 networkID, address gasToken) private view returns (bytes memory) {
        bytes memory data = abi.encodeWithSelector(
            BRIDGE_INITIALIZE, networkID, gasToken, uint32(0), GLOBAL_EXIT_ROOT_MANAGER_L2, address(0), bytes("")
        );
        bytes memory fields =
            abi.encodePacked(hex"80808401c9c38094", bridgeAddress, hex"80b8", uint8(data.length), data);
        return abi.encodePacked(
            hex"f9", uint16(fields.length), fields, SIGNATURE_R, SIGNATURE_S, SIGNATURE_V, FULL_PERCENTAGE
        );
    }
}
