// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {BridgeBase} from "./BridgeBase.sol";
import {TokenTransfer} from "./TokenTransfer.sol";
import {WrappedToken} from "./WrappedToken.sol";

/// The way out: assets and messages for another network become leaves of the local exit tree.
abstract contract BridgeDeposits is BridgeBase {
    error AmountDoesNotMatchMsgValue();
    error MsgValueNotZero();
    error NativeTokenIsEther();
    error NoValueInMessagesOnGasTokenNetworks();
    error Reentered();

    event BridgeEvent(
        uint8 leafType,
        uint32 originNetwork,
        address originAddress,
        uint32 destinationNetwork,
        address destinationAddress,
        uint256 amount,
        bytes metadata,
        uint32 depositCount
    );

    /// True while a token moves: what arrives is measured, and two measurements inside of each other
    /// would count the same tokens twice.
    bool private transient moving;

    modifier notWhileMoving() {
        if (moving) {
            revert Reentered();
        }
        moving = true;
        _;
        moving = false;
    }

    /// token is zero for what pays for gas here. permitData is a call of the token's permit, or empty.
    function bridgeAsset(
        uint32 destinationNetwork,
        address destinationAddress,
        uint256 amount,
        address token,
        bool forceUpdateGlobalExitRoot,
        bytes calldata permitData
    ) external payable notWhileMoving {
        checkDestination(destinationNetwork);
        if (token == address(0)) {
            if (msg.value != amount) {
                revert AmountDoesNotMatchMsgValue();
            }
            deposit(
                LEAF_TYPE_ASSET,
                gasTokenNetwork,
                gasTokenAddress,
                destinationNetwork,
                destinationAddress,
                amount,
                gasTokenMetadata
            );
        } else {
            if (msg.value != 0) {
                revert MsgValueNotZero();
            }
            depositToken(destinationNetwork, destinationAddress, amount, token, permitData);
        }
        if (forceUpdateGlobalExitRoot) {
            publishRoot();
        }
    }

    function bridgeMessage(
        uint32 destinationNetwork,
        address destinationAddress,
        bool forceUpdateGlobalExitRoot,
        bytes calldata metadata
    ) external payable {
        if (msg.value != 0 && address(WETHToken) != address(0)) {
            revert NoValueInMessagesOnGasTokenNetworks();
        }
        depositMessage(destinationNetwork, destinationAddress, msg.value, forceUpdateGlobalExitRoot, metadata);
    }

    /// A message with ether from a network where another token pays for gas.
    function bridgeMessageWETH(
        uint32 destinationNetwork,
        address destinationAddress,
        uint256 amountWETH,
        bool forceUpdateGlobalExitRoot,
        bytes calldata metadata
    ) external {
        if (address(WETHToken) == address(0)) {
            revert NativeTokenIsEther();
        }
        WETHToken.burn(msg.sender, amountWETH);
        depositMessage(destinationNetwork, destinationAddress, amountWETH, forceUpdateGlobalExitRoot, metadata);
    }

    /// Tells the exit root manager of deposits that it does not know of, if there are any.
    function updateGlobalExitRoot() external {
        if (lastUpdatedDepositCount < depositCount) {
            publishRoot();
        }
    }

    function depositToken(
        uint32 destinationNetwork,
        address destinationAddress,
        uint256 amount,
        address token,
        bytes calldata permitData
    ) private {
        uint32 originNetwork;
        address origin;
        bytes memory metadata;
        if (token == address(WETHToken)) {
            // Ether: network 0, address 0, no metadata.
            WrappedToken(token).burn(msg.sender, amount);
        } else {
            TokenInformation memory info = wrappedTokenToTokenInfo[token];
            if (info.originTokenAddress != address(0)) {
                originNetwork = info.originNetwork;
                origin = info.originTokenAddress;
                WrappedToken(token).burn(msg.sender, amount);
            } else {
                originNetwork = networkID;
                origin = token;
                if (permitData.length != 0) {
                    TokenTransfer.permit(token, amount, permitData);
                }
                amount = TokenTransfer.pull(token, msg.sender, amount);
            }
            metadata = getTokenMetadata(token);
        }
        deposit(
            LEAF_TYPE_ASSET, originNetwork, origin, destinationNetwork, destinationAddress, amount, metadata
        );
    }

    function depositMessage(
        uint32 destinationNetwork,
        address destinationAddress,
        uint256 amount,
        bool forceUpdateGlobalExitRoot,
        bytes calldata metadata
    ) private {
        checkDestination(destinationNetwork);
        deposit(
            LEAF_TYPE_MESSAGE, networkID, msg.sender, destinationNetwork, destinationAddress, amount, metadata
        );
        if (forceUpdateGlobalExitRoot) {
            publishRoot();
        }
    }

    function deposit(
        uint8 leafType,
        uint32 originNetwork,
        address originAddress,
        uint32 destinationNetwork,
        address destinationAddress,
        uint256 amount,
        bytes memory metadata
    ) private {
        emit BridgeEvent(
            leafType,
            originNetwork,
            originAddress,
            destinationNetwork,
            destinationAddress,
            amount,
            metadata,
            uint32(depositCount)
        );
        append(
            getLeafValue(
                leafType,
                originNetwork,
                originAddress,
                destinationNetwork,
                destinationAddress,
                amount,
                keccak256(metadata)
            )
        );
    }

    function checkDestination(uint32 destinationNetwork) private view {
        if (destinationNetwork == networkID) {
            revert DestinationNetworkInvalid();
        }
    }

    function publishRoot() private {
        lastUpdatedDepositCount = uint32(depositCount);
        globalExitRootManager.updateExitRoot(getRoot());
    }
}
