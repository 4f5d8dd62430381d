// Decodes calls and events of known signatures (contract ABI specification of Solidity).
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { EVENTS, FUNCTIONS } from './known.js';

/** Elements of an array that are decoded: what claims more is not believed. */
const MOST_ELEMENTS = 10_000;

export const keccak = (bytes) => bytesToHex(keccak_256(bytes));

const hash = (signature) => keccak(utf8ToBytes(signature));

/** "uint256 amount" or "address indexed to", separated by commas outside of parentheses. */
function parameters(text) {
  const parts = [];
  let depth = 0;
  let part = '';
  for (const c of text) {
    if (c === ',' && depth === 0) {
      parts.push(part);
      part = '';
      continue;
    }
    depth += c === '(' ? 1 : c === ')' ? -1 : 0;
    part += c;
  }
  if (part.trim()) {
    parts.push(part);
  }
  return parts.map((each) => {
    const tuple = each.trim().match(/^\((.*)\)((?:\[\d*\])*)\s*(.*)$/);
    const [type, ...rest] = tuple ? [`()${tuple[2]}`, ...tuple[3].split(' ')] : each.trim().split(' ');
    return {
      type,
      components: tuple ? parameters(tuple[1]) : undefined,
      indexed: rest[0] === 'indexed',
      name: rest.filter((word) => word && word !== 'indexed').join(' '),
    };
  });
}

const canonical = ({ type, components }) =>
  components ? type.replace('()', `(${components.map(canonical).join(',')})`) : type;

function parsed(text) {
  const open = text.indexOf('(');
  const inputs = parameters(text.slice(open + 1, -1));
  const name = text.slice(0, open);
  return { name, inputs, hash: hash(`${name}(${inputs.map(canonical).join(',')})`) };
}

const byHash = (texts, digits) =>
  new Map(texts.map((text) => parsed(text)).map((each) => [each.hash.slice(0, digits), each]));
const functions = byHash(FUNCTIONS, 8);
// An event and its like with other indexed parameters have one hash.
const events = EVENTS.map(parsed);

function element(parameter) {
  const array = parameter.type.match(/^(.*)\[(\d*)\]$/);
  return array && { of: { ...parameter, type: array[1] }, length: array[2] };
}

function isDynamic(parameter) {
  const array = element(parameter);
  if (array) {
    return array.length === '' || isDynamic(array.of);
  }
  return parameter.components
    ? parameter.components.some(isDynamic)
    : parameter.type === 'bytes' || parameter.type === 'string';
}

function words(parameter) {
  if (isDynamic(parameter)) {
    return 1;
  }
  const array = element(parameter);
  if (array) {
    return Number(array.length) * words(array.of);
  }
  return parameter.components ? parameter.components.reduce((sum, each) => sum + words(each), 0) : 1;
}

/** Hex digits without 0x. */
class Reader {
  constructor(hex, start = 0) {
    this.hex = hex;
    this.start = start;
  }

  slice(byte, size) {
    const from = this.start + byte * 2;
    if (!Number.isSafeInteger(from) || from + size * 2 > this.hex.length) {
      throw new RangeError('the data ends too early');
    }
    return this.hex.slice(from, from + size * 2);
  }

  number(byte) {
    return Number(BigInt('0x' + this.slice(byte, 32)));
  }

  at(byte) {
    return new Reader(this.hex, this.start + byte * 2);
  }

  values(list) {
    let position = 0;
    return list.map((parameter) => {
      const where = isDynamic(parameter) ? this.at(this.number(position)) : this.at(position);
      position += 32 * words(parameter);
      return where.value(parameter);
    });
  }

  value(parameter) {
    const array = element(parameter);
    if (array) {
      const counted = array.length === '';
      const length = counted ? this.number(0) : Number(array.length);
      if (length > MOST_ELEMENTS) {
        throw new RangeError('an array is too long');
      }
      return this.at(counted ? 32 : 0).values(Array(length).fill(array.of));
    }
    if (parameter.components) {
      return this.values(parameter.components);
    }
    return this.single(parameter.type);
  }

  single(type) {
    if (type === 'bytes' || type === 'string') {
      const hex = this.slice(32, this.number(0));
      return type === 'bytes' ? '0x' + hex : text(hex);
    }
    const word = this.slice(0, 32);
    if (type === 'address') {
      return '0x' + word.slice(24);
    }
    if (type === 'bool') {
      return BigInt('0x' + word) !== 0n;
    }
    if (type.startsWith('bytes')) {
      return '0x' + word.slice(0, Number(type.slice(5)) * 2);
    }
    const unsigned = BigInt('0x' + word);
    return type.startsWith('int') ? BigInt.asIntN(256, unsigned) : unsigned;
  }
}

function text(hex) {
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], (each) => parseInt(each, 16));
  return new TextDecoder().decode(bytes);
}

const named = (inputs, values) =>
  inputs.map((input, i) => ({ name: input.name || `#${i + 1}`, type: canonical(input), value: values[i] }));

function attempt(decode) {
  try {
    return decode();
  } catch (e) {
    if (e instanceof RangeError || e instanceof SyntaxError) {
      return undefined;
    }
    throw e;
  }
}

/** Name and arguments of a call, undefined for a function that is not known. */
export function decodeCall(input) {
  const known = functions.get(input.slice(2, 10));
  return (
    known &&
    attempt(() => ({
      name: known.name,
      args: named(known.inputs, new Reader(input.slice(10)).values(known.inputs)),
    }))
  );
}

/** Name and arguments of an event, undefined for one that is not known. */
export function decodeLog({ topics, data }) {
  const known = events.find(
    (each) =>
      '0x' + each.hash === topics[0] &&
      each.inputs.filter((input) => input.indexed).length === topics.length - 1,
  );
  return (
    known &&
    attempt(() => {
      const plain = new Reader(data.slice(2)).values(known.inputs.filter((input) => !input.indexed));
      const indexed = topics.slice(1);
      const values = known.inputs.map((input) => {
        if (!input.indexed) {
          return plain.shift();
        }
        const topic = indexed.shift();
        // Of what does not fit a word the topic is a hash.
        return isDynamic(input) || words(input) > 1 ? topic : new Reader(topic.slice(2)).value(input);
      });
      return { name: known.name, args: named(known.inputs, values) };
    })
  );
}

/** What a contract reverted with, as a sentence if it is one. */
export function revertText(data) {
  if (!data || data === '0x') {
    return 'without data';
  }
  if (data.startsWith('0x08c379a0')) {
    return attempt(() => new Reader(data.slice(10)).values([{ type: 'string' }])[0]) ?? data;
  }
  if (data.startsWith('0x4e487b71')) {
    return `Panic(${data.slice(10).replace(/^0+/, '0x') || '0'})`;
  }
  return data;
}

/** The only value in what a view returned, undefined if it is not of that type. */
export function decodeResult(type, data) {
  return typeof data === 'string' && data !== '0x'
    ? attempt(() => new Reader(data.slice(2)).values([{ type }])[0])
    : undefined;
}

/** Data of a call of a function without parameters or with one address. */
export function callData(signature, address) {
  return '0x' + hash(signature).slice(0, 8) + (address ? address.slice(2).toLowerCase().padStart(64, '0') : '');
}

export const topicOf = (signature) => '0x' + hash(signature);

/** EIP-55. */
export function checksum(address) {
  const digits = address.slice(2).toLowerCase();
  const hashed = keccak(utf8ToBytes(digits));
  return '0x' + [...digits].map((c, i) => (parseInt(hashed[i], 16) > 7 ? c.toUpperCase() : c)).join('');
}

/** Of a call, by its first four bytes. */
export const functionName = (input) => functions.get(input.slice(2, 10))?.name;
