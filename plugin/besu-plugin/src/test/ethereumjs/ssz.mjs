// Reads inputs of zkVM guests by an SSZ library that nobody here wrote, and writes them again: node ssz.mjs FILE
// One input in hex a line, with its schema id. One line of JSON tells what they were.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { ByteListType, ByteVectorType, ContainerType, ListCompositeType, UintBigintType } from '@chainsafe/ssz'

/** Where the schema has no limit, as SSZ's progressive lists: the bytes are the same. */
const NO_LIMIT = 2 ** 31

const bytes = (size) => new ByteVectorType(size)
const list = (type, limit = NO_LIMIT) => new ListCompositeType(type, limit)
const byteList = (limit = NO_LIMIT) => new ByteListType(limit)
const uint64 = new UintBigintType(8)
const uint256 = new UintBigintType(32)

const Withdrawal = new ContainerType({ index: uint64, validatorIndex: uint64, address: bytes(20), amount: uint64 })
const ExecutionPayload = new ContainerType({
  parentHash: bytes(32),
  feeRecipient: bytes(20),
  stateRoot: bytes(32),
  receiptsRoot: bytes(32),
  logsBloom: bytes(256),
  prevRandao: bytes(32),
  blockNumber: uint64,
  gasLimit: uint64,
  gasUsed: uint64,
  timestamp: uint64,
  extraData: byteList(32),
  baseFeePerGas: uint256,
  blockHash: bytes(32),
  transactions: list(byteList()),
  withdrawals: list(Withdrawal),
  blobGasUsed: uint64,
  excessBlobGas: uint64,
})
const ExecutionRequests = new ContainerType({
  deposits: list(
    new ContainerType({
      pubkey: bytes(48),
      withdrawalCredentials: bytes(32),
      amount: uint64,
      signature: bytes(96),
      index: uint64,
    }),
  ),
  withdrawals: list(new ContainerType({ sourceAddress: bytes(20), validatorPubkey: bytes(48), amount: uint64 })),
  consolidations: list(
    new ContainerType({ sourceAddress: bytes(20), sourcePubkey: bytes(48), targetPubkey: bytes(48) }),
  ),
})
const NewPayloadRequest = new ContainerType({
  executionPayload: ExecutionPayload,
  versionedHashes: list(bytes(32)),
  parentBeaconBlockRoot: bytes(32),
  executionRequests: ExecutionRequests,
})
const ExecutionWitness = new ContainerType({
  state: list(byteList(1 << 10)),
  codes: list(byteList(1 << 16)),
  headers: list(byteList(1 << 10), 256),
})
const StatelessInput = new ContainerType({
  newPayloadRequest: NewPayloadRequest,
  witness: ExecutionWitness,
  chainId: uint64,
  publicKeys: list(bytes(65)),
})

const hex = (bytes) => `0x${Buffer.from(bytes).toString('hex')}`
const done = { inputs: 0, bytes: 0, transactions: 0, withWithdrawals: 0, hashes: [], failures: [] }
for await (const line of createInterface({ input: createReadStream(process.argv[2]) })) {
  const encoded = Buffer.from(line.slice(2), 'hex')
  try {
    if (encoded.readUInt16BE(0) !== 0x1101) throw new Error('the schema id is not of Prague')
    const input = StatelessInput.deserialize(encoded.subarray(2))
    if (!encoded.subarray(2).equals(StatelessInput.serialize(input))) throw new Error('it is written otherwise')
    const { executionPayload: payload } = input.newPayloadRequest
    if (input.publicKeys.length !== payload.transactions.length) throw new Error('keys do not fit transactions')
    done.inputs++
    done.bytes += encoded.length
    done.transactions += payload.transactions.length
    done.withWithdrawals += payload.withdrawals.length > 0 ? 1 : 0
    done.hashes.push(hex(payload.blockHash))
  } catch (error) {
    done.failures.push(error.message.slice(0, 200))
  }
}
console.log(JSON.stringify(done))
