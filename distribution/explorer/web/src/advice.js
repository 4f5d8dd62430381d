// What to do about a node's reasons, in the words that operators read.

/** Rows of a table of operations.md, by the first cell's names: [means, what to do]. */
export function advice(markdown) {
  const byKey = new Map();
  for (const line of (markdown ?? '').split('\n')) {
    const cells = line.split(/(?<!\\)\|/).slice(1, -1);
    if (cells.length === 3) {
      for (const [, key] of cells[0].matchAll(/`([^`]+)`/g)) {
        byKey.set(key, [plain(cells[1]), plain(cells[2])]);
      }
    }
  }
  return byKey;
}

const plain = (text) =>
  text
    .trim()
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '');
