import { expect, it } from 'vitest';
import { resumeCommand } from '../../../cli/send/resume-command.js';

it.each([
  [
    ['send', '--to-file', 'tokens.txt', '--alert', "it's $5"],
    "pushdeck send --resume ID --to-file tokens.txt --alert 'it'\\''s $5'",
  ],
  [
    ['--data-dir', 'here', 'send', '--resume=OLD', '--group', 'QA'],
    'pushdeck --data-dir here send --resume ID --group QA',
  ],
  [['send', '--resume', 'OLD', '--shard', '1/4', '--json'], 'pushdeck send --resume ID --shard 1/4 --json'],
  [['send', '--password', 'hunter2', '--alert', ''], "pushdeck send --resume ID --password '…' --alert ''"],
  [['send', '--password=hunter2'], "pushdeck send --resume ID '--password=…'"],
  [
    ['send', '--proxy', 'http://me:hunter2@proxy:3128', '--header', 'authorization: bearer hunter2'],
    "pushdeck send --resume ID --proxy 'http://me:…@proxy:3128' --header 'authorization: …'",
  ],
  [['send', '--header', 'x-run: 5'], "pushdeck send --resume ID --header 'x-run: 5'"],
])('%j goes on with %j', (words, line) => {
  expect(resumeCommand(words, 'ID')).toBe(line);
});
