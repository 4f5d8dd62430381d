// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMessageBridge, Peer, Peers} from "./MessageBridge.sol";

/// On L2: passes messages on between two bridges, L1's and that of the rollup on L2. It keeps
/// nothing and changes nothing: what the escrow sends reaches the token, and the other way round.
contract EscrowRelay {
    using Peers for Peer;

    event Relayed(uint32 fromNetwork, address indexed from, bytes data);

    IMessageBridge private immutable bridgeToL1;
    IMessageBridge private immutable bridgeToL3;
    uint32 private immutable escrowNetwork;
    uint32 private immutable tokenNetwork;
    address private immutable escrowAccount;
    address private immutable tokenAccount;

    constructor(
        IMessageBridge bridgeToL1_,
        uint32 escrowNetwork_,
        address escrow_,
        IMessageBridge bridgeToL3_,
        uint32 tokenNetwork_,
        address token_
    ) {
        bridgeToL1 = bridgeToL1_;
        escrowNetwork = escrowNetwork_;
        escrowAccount = escrow_;
        bridgeToL3 = bridgeToL3_;
        tokenNetwork = tokenNetwork_;
        tokenAccount = token_;
    }

    /// Network ids mean something only together with the bridge: both have a network 0 and a 1.
    function onMessageReceived(address originAddress, uint32 originNetwork, bytes calldata data) external payable {
        Peer memory escrow = Peer(bridgeToL1, escrowNetwork, escrowAccount);
        Peer memory token = Peer(bridgeToL3, tokenNetwork, tokenAccount);
        emit Relayed(originNetwork, originAddress, data);
        if (msg.sender == address(bridgeToL1)) {
            escrow.requireFrom(originNetwork, originAddress);
            token.send(data);
        } else {
            token.requireFrom(originNetwork, originAddress);
            escrow.send(data);
        }
    }
}
