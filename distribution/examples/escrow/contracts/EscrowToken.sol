// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMessageBridge, Peer, Peers} from "./MessageBridge.sol";

/// On L3: an ERC-20 token, one unit for each wei in the escrow on L1. Nobody owns it; only messages
/// of the relay on L2 mint.
contract EscrowToken {
    using Peers for Peer;

    error NoReceiver();
    error NothingToBurn();
    error InsufficientBalance(address owner, uint256 balance, uint256 needed);
    error InsufficientAllowance(address spender, uint256 allowance, uint256 needed);

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    string public constant name = "Escrowed Ether";
    string public constant symbol = "eETH";
    uint8 public constant decimals = 18;

    IMessageBridge private immutable bridge;
    uint32 private immutable relayNetwork;
    address private immutable relayAccount;

    uint256 public totalSupply;
    mapping(address account => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    constructor(IMessageBridge bridge_, uint32 relayNetwork_, address relay_) {
        bridge = bridge_;
        relayNetwork = relayNetwork_;
        relayAccount = relay_;
    }

    /// Ether was locked on L1.
    function onMessageReceived(address originAddress, uint32 originNetwork, bytes calldata data) external payable {
        relay().requireFrom(originNetwork, originAddress);
        (address to, uint256 amount) = abi.decode(data, (address, uint256));
        totalSupply += amount;
        balanceOf[to] += amount;
        emit Transfer(address(0), to, amount);
    }

    /// Tokens of the caller become ether of that account on L1.
    function burn(address to, uint256 amount) external {
        if (to == address(0)) {
            revert NoReceiver();
        }
        if (amount == 0) {
            revert NothingToBurn();
        }
        take(msg.sender, amount);
        totalSupply -= amount;
        emit Transfer(msg.sender, address(0), amount);
        relay().send(abi.encode(to, amount));
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        emit Approval(msg.sender, spender, amount);
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed < amount) {
            revert InsufficientAllowance(msg.sender, allowed, amount);
        }
        allowance[from][msg.sender] = allowed - amount;
        move(from, to, amount);
        return true;
    }

    function move(address from, address to, uint256 amount) private {
        if (to == address(0)) {
            revert NoReceiver();
        }
        take(from, amount);
        balanceOf[to] += amount;
        emit Transfer(from, to, amount);
    }

    function take(address from, uint256 amount) private {
        uint256 balance = balanceOf[from];
        if (balance < amount) {
            revert InsufficientBalance(from, balance, amount);
        }
        balanceOf[from] = balance - amount;
    }

    function relay() private view returns (Peer memory) {
        return Peer(bridge, relayNetwork, relayAccount);
    }
}
