// Executes blocks on their witness alone: node stateless.mjs GENESIS WITNESSES EVERY
// Of each EVERYth block every part of the witness is left out in turn, and it has to fail. One line of JSON tells what was done.
import { createReadStream, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { createBlockFromBytesArray, createBlockHeaderFromRLP } from '@ethereumjs/block'
import { createCommonFromGethGenesis } from '@ethereumjs/common'
import { EVMError } from '@ethereumjs/evm'
import { createMPT } from '@ethereumjs/mpt'
import { RLP } from '@ethereumjs/rlp'
import { Caches, CODEHASH_PREFIX, MerkleStateManager } from '@ethereumjs/statemanager'
import { bytesToUnprefixedHex, concatBytes, equalsBytes, hexToBytes } from '@ethereumjs/util'
import { createVM, runBlock } from '@ethereumjs/vm'
import { keccak_256 } from '@noble/hashes/sha3.js'

/** The root of a trie without entries, of which there is no node. */
const EMPTY_ROOT = '56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421'

const SSTORE = 0x55
const STIPEND = 2_300n

/** More than any block here touches: nothing is thrown out before the end of the block. */
const CACHE = { size: 5_000 }

const [genesisFile, witnessFile, every] = process.argv.slice(2)
const common = createCommonFromGethGenesis(JSON.parse(readFileSync(genesisFile)), {
  chain: 'rollup',
  hardfork: 'prague',
  // Nothing here hands a proof to its precompile, which wants one all the same.
  customCrypto: { kzg: {} },
})

// Part of the state manager's work is awaited by nobody: what it misses is told by Parts.
process.on('unhandledRejection', () => {})

/** The database of the tries: the parts of a witness, and what the block makes. */
class Parts {
  constructor(witness) {
    this.found = new Map()
    this.unused = new Set()
    this.failed = new Promise((_, reject) => (this.fail = reject))
    this.failed.catch(() => {})
    for (const node of witness.state.map(hexToBytes)) this.give(keccak_256(node), node)
    for (const code of witness.codes.map(hexToBytes)) this.give(concatBytes(CODEHASH_PREFIX, keccak_256(code)), code)
  }

  give(key, part) {
    const hex = bytesToUnprefixedHex(key)
    this.found.set(hex, part)
    this.unused.add(hex)
  }

  async open() {}

  async get(key) {
    if (key === EMPTY_ROOT) return undefined
    const part = this.found.get(key)
    if (part === undefined) throw this.missing(key)
    this.unused.delete(key)
    return part
  }

  missing(what) {
    const error = new Error(`the witness lacks ${what}`)
    this.fail(error)
    return error
  }

  async put(key, part) {
    this.found.set(key, part)
  }

  async del(key) {
    throw new Error(`${key} is not to be deleted`)
  }

  async batch(operations) {
    for (const { type, key, value } of operations) await (type === 'put' ? this.put(key, value) : this.del(key))
  }

  shallowCopy() {
    return this
  }
}

/** Writes first and deletes then, which takes no branch down that another write keeps. */
function deletionsLast(cache, isDeletion) {
  const flush = cache.flush.bind(cache)
  cache.flush = () => {
    const items = flush()
    return [...items.filter((item) => !isDeletion(item)), ...items.filter(isDeletion)]
  }
}

const isZero = ([, , value]) => value === undefined || value.length === 0 || (value.length === 1 && value[0] === 0x80)

async function stateOf(parts, root) {
  const trie = await createMPT({ db: parts, root, useKeyHashing: true, common })
  const caches = new Caches({ account: CACHE, code: CACHE, storage: CACHE })
  deletionsLast(caches.storage, isZero)
  deletionsLast(caches.account, ([, { accountRLP }]) => accountRLP === undefined)
  return new MerkleStateManager({ trie, caches, common })
}

function headersOf(witness, parentHash) {
  const headers = witness.headers.map((rlp) => createBlockHeaderFromRLP(hexToBytes(rlp), { common }))
  let hash = parentHash
  for (const header of headers.toReversed()) {
    if (!equalsBytes(header.hash(), hash)) throw new Error('the headers do not follow each other')
    hash = header.parentHash
  }
  if (headers.length === 0) throw new Error('the witness lacks the parent')
  return headers
}

function blockOf(witness) {
  const transactions = witness.transactions.map(hexToBytes).map((raw) => (raw[0] >= 0xc0 ? RLP.decode(raw) : raw))
  return createBlockFromBytesArray([RLP.decode(hexToBytes(witness.header)), transactions, [], []], { common })
}

/** EthereumJS reads more than the rules of Prague ask for in two places; there it is kept from that. */
function withoutNeedlessReads(vm, stateManager) {
  // EXTCODEHASH looks into the code, whether it is of EOF.
  let hashOfCode = false
  const over = (event, resolve) => {
    hashOfCode = event?.opcode?.name === 'EXTCODEHASH'
    resolve?.()
  }
  vm.evm.events.on('step', over)
  vm.evm.events.on('beforeMessage', over)
  vm.events.on('beforeTx', over)
  const getCode = stateManager.getCode.bind(stateManager)
  stateManager.getCode = async (address) => (hashOfCode ? new Uint8Array() : getCode(address))
  // SSTORE reads the slot before it fails for want of the stipend's gas (EIP-2200).
  const store = vm.evm._opcodeMap[SSTORE]
  const price = store.gasHandler
  store.gasHandler = async (state, gas, rules) => {
    if (state.interpreter.getGasLeft() <= STIPEND) throw new EVMError(EVMError.errorMessages.OUT_OF_GAS)
    return price(state, gas, rules)
  }
}

/** runBlock compares state root, receipts root, logs bloom and gas with the header. */
async function run(witness, parts) {
  const block = blockOf(witness)
  const headers = headersOf(witness, block.header.parentHash)
  const unread = new Set(headers.slice(0, 1))
  const stateManager = await stateOf(parts, headers.at(-1).stateRoot)
  const blockchain = {
    getBlock: async (number) => {
      const header = headers.find((each) => each.number === BigInt(number))
      if (header === undefined) throw parts.missing(`header ${number}`)
      unread.delete(header)
      return header
    },
    shallowCopy() {
      return this
    },
  }
  const vm = await createVM({ common, blockchain, stateManager })
  withoutNeedlessReads(vm, stateManager)
  const { gasUsed } = await runBlock(vm, { block, skipHeaderValidation: true })
  if (!equalsBytes(block.hash(), keccak_256(hexToBytes(witness.header)))) throw new Error('the block has another hash')
  if (headers.length > 1 && unread.size > 0) throw new Error('the oldest header is not needed')
  return { block, gasUsed, unused: parts.unused.size }
}

async function execute(witness) {
  const parts = new Parts(witness)
  return Promise.race([run(witness, parts), parts.failed])
}

const done = { blocks: 0, transactions: 0, gasUsed: 0, dropped: 0, unusedIn: 0, unused: 0, failures: [] }

async function dropEach(witness, number) {
  for (const kind of ['state', 'codes', 'headers']) {
    for (const part of witness[kind]) {
      done.dropped++
      const refused = await execute({ ...witness, [kind]: witness[kind].filter((each) => each !== part) }).then(
        () => false,
        () => true,
      )
      if (!refused) done.failures.push(`block ${number} does without one of its ${kind}`)
    }
  }
}

for await (const line of createInterface({ input: createReadStream(witnessFile) })) {
  const witness = JSON.parse(line)
  try {
    const { block, gasUsed, unused } = await execute(witness)
    done.blocks++
    done.transactions += block.transactions.length
    done.gasUsed += Number(gasUsed)
    done.unused += unused
    done.unusedIn += unused > 0 ? 1 : 0
    if (done.blocks % Number(every) === 0 && unused === 0) await dropEach(witness, block.header.number)
  } catch (error) {
    done.failures.push(`${createBlockHeaderFromRLP(hexToBytes(witness.header), { common }).number}: ${error.message.slice(0, 200)}`)
  }
}
console.log(JSON.stringify(done))
