// Copyright contributors to zkNode for Besu.
// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

/// ERC-20 with permit (EIP-2612) that stands for a token of another network. The bridge that creates
/// it mints and burns. Without immutables: its code is the same wherever it stands, also in a genesis
/// file.
contract WrappedToken {
    error OnlyBridge();
    error ExpiredPermit(uint256 deadline);
    error InvalidSignature();
    error InvalidReceiver(address receiver);
    error InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
    error InsufficientBalance(address owner, uint256 balance, uint256 needed);

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    string public constant VERSION = "1";
    bytes32 public constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 public constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    string public name;
    string public symbol;
    uint8 public decimals;
    address public bridgeAddress;

    uint256 public totalSupply;
    mapping(address account => uint256) public balanceOf;
    mapping(address owner => mapping(address spender => uint256)) public allowance;
    mapping(address owner => uint256) public nonces;

    constructor(string memory _name, string memory _symbol, uint8 _decimals) {
        name = _name;
        symbol = _symbol;
        decimals = _decimals;
        bridgeAddress = msg.sender;
    }

    modifier onlyBridge() {
        if (msg.sender != bridgeAddress) {
            revert OnlyBridge();
        }
        _;
    }

    function mint(address to, uint256 value) external onlyBridge {
        checkReceiver(to);
        totalSupply += value;
        balanceOf[to] += value;
        emit Transfer(address(0), to, value);
    }

    /// Needs no allowance: the bridge burns only what its caller owns.
    function burn(address account, uint256 value) external onlyBridge {
        take(account, value);
        totalSupply -= value;
        emit Transfer(account, address(0), value);
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        setAllowance(msg.sender, spender, amount);
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        move(msg.sender, to, amount);
        return true;
    }

    /// The largest allowance stays as it is.
    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        uint256 allowed = allowance[from][msg.sender];
        if (allowed < amount) {
            revert InsufficientAllowance(msg.sender, allowed, amount);
        }
        if (allowed != type(uint256).max) {
            allowance[from][msg.sender] = allowed - amount;
        }
        move(from, to, amount);
        return true;
    }

    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        if (block.timestamp > deadline) {
            revert ExpiredPermit(deadline);
        }
        bytes32 content = keccak256(abi.encode(PERMIT_TYPEHASH, owner, spender, value, nonces[owner]++, deadline));
        address signer = ecrecover(keccak256(abi.encodePacked("\x19\x01", DOMAIN_SEPARATOR(), content)), v, r, s);
        if (signer == address(0) || signer != owner) {
            revert InvalidSignature();
        }
        setAllowance(owner, spender, value);
    }

    function DOMAIN_SEPARATOR() public view returns (bytes32) {
        return keccak256(
            abi.encode(
                DOMAIN_TYPEHASH, keccak256(bytes(name)), keccak256(bytes(VERSION)), block.chainid, address(this)
            )
        );
    }

    function setAllowance(address owner, address spender, uint256 amount) private {
        allowance[owner][spender] = amount;
        emit Approval(owner, spender, amount);
    }

    function move(address from, address to, uint256 amount) private {
        checkReceiver(to);
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

    function checkReceiver(address to) private pure {
        if (to == address(0)) {
            revert InvalidReceiver(to);
        }
    }
}
