// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Hooked} from "./Hooked.sol";

/// Takes ether and messages, or refuses them, and calls back.
contract Receiver is Hooked {
    address public originAddress;
    uint32 public originNetwork;
    bytes public data;
    uint256 public value;
    uint256 public messages;
    bool private refuses;

    function setRefuses(bool _refuses) external {
        refuses = _refuses;
    }

    function onMessageReceived(address _originAddress, uint32 _originNetwork, bytes calldata _data)
        external
        payable
    {
        require(!refuses, "refused");
        originAddress = _originAddress;
        originNetwork = _originNetwork;
        data = _data;
        value = msg.value;
        ++messages;
        hook();
    }

    receive() external payable {
        require(!refuses, "refused");
        hook();
    }
}
