import { writeFileAtomically } from '#core/files/atomic-file';

// Run by leftovers.test.ts and killed: writes one preset again and again, with a long payload.
const [path = ''] = process.argv.slice(2);
const text = JSON.stringify({ version: 1, name: 'Mine', payload: { note: 'x'.repeat(8_000_000) } });
writeFileAtomically(path, text);
process.stdout.write('written\n');
for (;;) writeFileAtomically(path, text);
