// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMessageBridge, Peer, Peers} from "./MessageBridge.sol";

/// On L1: keeps ether while its token is on L3. Nobody owns it; only messages of the relay on L2
/// take ether out.
contract Escrow {
    using Peers for Peer;

    error NothingToLock();
    error NoReceiver();
    error ReceiverRefuses(address to);

    event Locked(address indexed from, address indexed to, uint256 amount);
    event Unlocked(address indexed to, uint256 amount);

    IMessageBridge private immutable bridge;
    uint32 private immutable relayNetwork;
    address private immutable relayAccount;

    /// Wei that is on L3, or on its way there or back.
    uint256 public locked;

    constructor(IMessageBridge bridge_, uint32 relayNetwork_, address relay_) {
        bridge = bridge_;
        relayNetwork = relayNetwork_;
        relayAccount = relay_;
    }

    /// The ether of the call becomes tokens of that account on L3.
    function lock(address to) external payable {
        if (msg.value == 0) {
            revert NothingToLock();
        }
        if (to == address(0)) {
            revert NoReceiver();
        }
        locked += msg.value;
        emit Locked(msg.sender, to, msg.value);
        relay().send(abi.encode(to, msg.value));
    }

    /// Tokens were burnt on L3. Reverts while the receiver does not take ether: then nothing has
    /// happened, and the message can be claimed again.
    function onMessageReceived(address originAddress, uint32 originNetwork, bytes calldata data) external payable {
        relay().requireFrom(originNetwork, originAddress);
        (address to, uint256 amount) = abi.decode(data, (address, uint256));
        locked -= amount;
        emit Unlocked(to, amount);
        (bool taken,) = to.call{value: amount}("");
        if (!taken) {
            revert ReceiverRefuses(to);
        }
    }

    function relay() private view returns (Peer memory) {
        return Peer(bridge, relayNetwork, relayAccount);
    }
}
