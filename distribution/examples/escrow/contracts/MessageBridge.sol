// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// What the example uses of a bridge.
interface IMessageBridge {
    function bridgeMessage(
        uint32 destinationNetwork,
        address destinationAddress,
        bool forceUpdateGlobalExitRoot,
        bytes calldata metadata
    ) external payable;
}

/// A contract on the other side of a bridge: the only one that is listened to there.
struct Peer {
    IMessageBridge bridge;
    uint32 network;
    address account;
}

/// Tells peers from others, and sends to them. The bridge delivers each message once; who sent it is
/// what the bridge says, so only the bridge may say it.
library Peers {
    error NotTheBridge(address caller);
    error NotThePeer(uint32 network, address account);

    /// Reverts unless the call brings a message of that peer.
    function requireFrom(Peer memory peer, uint32 originNetwork, address originAddress) internal view {
        if (msg.sender != address(peer.bridge)) {
            revert NotTheBridge(msg.sender);
        }
        if (originNetwork != peer.network || originAddress != peer.account) {
            revert NotThePeer(originNetwork, originAddress);
        }
    }

    /// The exit root is updated at once, so that the message can be claimed.
    function send(Peer memory peer, bytes memory data) internal {
        peer.bridge.bridgeMessage(peer.network, peer.account, true, data);
    }
}
