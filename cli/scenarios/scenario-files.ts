import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isFileError } from '#core/files/atomic-file';
import { newerVersionError } from '#core/files/data-folder';
import { AppError } from '#shared/errors';
import { readScenario } from '#shared/scenario/read-scenario';
import { type Scenario, SCENARIO_FILE_VERSION } from '#shared/scenario/scenario';
import { scenarioError } from '#shared/scenario/scenario-problem';
import { readInputText } from '../input/workspace-input.js';
import type { Terminal } from '../terminal/terminal.js';

export interface NamedScenario {
  /** As it was named on the command line. */
  readonly file: string;
  readonly scenario: Scenario;
}

/**
 * Reads a scenario that was named on the command line; `-` is standard input.
 *
 * @throws AppError `bad-argument` where there is no such file, `bad-scenario`, `data-from-newer-version`.
 */
export async function readScenarioFile(terminal: Terminal, file: string): Promise<NamedScenario> {
  const text = await readText(terminal, file);
  const reading = readScenario(text);
  switch (reading.kind) {
    case 'scenario':
      return { file, scenario: reading.scenario };
    case 'newer':
      throw newerVersionError(file, reading.version, SCENARIO_FILE_VERSION);
    case 'damaged':
      throw scenarioError(file === '-' ? 'standard input' : file, reading.problems);
  }
}

/** A missing scenario is a mistake in the command line, and no trouble with a credential. */
async function readText(terminal: Terminal, file: string): Promise<string> {
  try {
    return (await readInputText(terminal, file)).text;
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'file-not-found') throw thrown;
    throw new AppError('bad-argument', thrown.text, thrown.hint, { cause: thrown });
  }
}

/**
 * Refuses an output file that is there before anything is sent, so that no run is in vain.
 *
 * @throws AppError `output-exists`.
 */
export async function refuseExistingOutput(terminal: Terminal, path: string): Promise<void> {
  try {
    await stat(resolve(terminal.cwd, path));
  } catch (error) {
    if (isFileError(error, 'ENOENT', 'ENOTDIR')) return;
    throw error;
  }
  throw new AppError(
    'output-exists',
    { en: `${path} exists already.`, zh: `${path} 已存在。` },
    { en: 'Choose another name, or add --force to replace it.', zh: '请换一个名称，或使用 --force 覆盖。' },
  );
}
