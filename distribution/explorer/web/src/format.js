// Values as a person reads them.
import { checksum } from './abi.js';

export const hex = (number) => '0x' + BigInt(number).toString(16);

export const num = (quantity) => Number(BigInt(quantity));

export const short = (text, head = 10, tail = 6) =>
  text.length > head + tail + 1 ? `${text.slice(0, head)}…${text.slice(-tail)}` : text;

/** An amount of the smallest unit, exact. */
export function units(amount, decimals = 18) {
  const value = BigInt(amount);
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ',');
  const fraction = decimals === 0 ? '' : digits.slice(-decimals).replace(/0+$/, '');
  return (value < 0n ? '-' : '') + whole + (fraction ? '.' + fraction : '');
}

export const gwei = (wei) => `${units(wei, 9)} gwei`;

export const count = (number) => BigInt(number).toLocaleString('en');

export function age(seconds) {
  const past = Math.max(0, Math.round(seconds));
  for (const [size, name] of [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'min'],
  ]) {
    if (past >= size) {
      return `${Math.floor(past / size)} ${name} ago`;
    }
  }
  return `${past} s ago`;
}

export const since = (timestamp) => age(Date.now() / 1000 - Number(timestamp));

export const time = (timestamp) =>
  new Date(Number(timestamp) * 1000).toISOString().replace('T', ' ').replace('.000Z', ' UTC');

export const isAddress = (text) => /^0x[0-9a-f]{40}$/i.test(text);

export const isHash = (text) => /^0x[0-9a-f]{64}$/i.test(text);

export const pretty = (address) => (isAddress(address) ? checksum(address) : address);

export const isZero = (hash) => !hash || /^0x0*$/.test(hash);
