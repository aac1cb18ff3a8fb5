import { AppError } from '#shared/errors';

/** There is no batch of this ID. */
export function batchNotFound(id: string): AppError {
  return new AppError(
    'not-found',
    { en: `There is no batch ${id}.`, zh: `没有批次 ${id}。` },
    { en: 'It may have been removed from the history.', zh: '它可能已从历史记录中删除。' },
  );
}

/** Without a history nothing goes on. */
export function batchNotStored(): AppError {
  return new AppError(
    'bad-argument',
    { en: 'Only a batch that is kept in the history can go on.', zh: '只有保存在历史记录中的批次才能继续。' },
    { en: 'Leave --no-history out.', zh: '请去掉 --no-history。' },
  );
}

/** It cannot be removed now. */
export function batchStillSending(id: string): AppError {
  return new AppError(
    'bad-argument',
    { en: `The batch ${id} is being sent.`, zh: `批次 ${id} 正在发送。` },
    { en: 'Cancel it first, or wait for its end.', zh: '请先取消它，或等待其结束。' },
  );
}

/** Only who has the list can go on. */
export function listNeeded(id: string, command: string | null): AppError {
  const how = command ?? `pushdeck send --resume ${id} --to-file FILE`;
  return new AppError(
    'bad-argument',
    {
      en: `The list of the batch ${id} was not read to its end, so how many devices are left is not known.`,
      zh: `批次 ${id} 的列表没有读完，因此不知道还剩多少台设备。`,
    },
    { en: `Go on with the same list: ${how}`, zh: `请用同一列表继续：${how}` },
  );
}

/** Its ledger does not know all that left. */
export function batchHasGaps(id: string): AppError {
  return new AppError(
    'bad-argument',
    {
      en: `The batch ${id} cannot go on: from some moment on its progress could not be written, so going on would send pushes twice.`,
      zh: `批次 ${id} 无法继续：其进度从某一时刻起未能写入，继续发送会造成重复推送。`,
    },
    {
      en: 'What was written down is in the history. To send to the rest, make a list of those devices and send it as a new batch.',
      zh: '已写入的部分可在历史记录中查看。如需发送给其余设备，请将它们整理成列表，作为新批次发送。',
    },
  );
}

/** Another process sends it. */
export function batchNotClaimable(id: string): AppError {
  return new AppError(
    'not-found',
    {
      en: `The batch ${id} is not there, or another process is sending it right now.`,
      zh: `批次 ${id} 不存在，或正由另一个进程发送。`,
    },
    {
      en: 'See “pushdeck batches list”. Cancel it there where it is sent, or wait for its end.',
      zh: '请查看“pushdeck batches list”。请在发送它的地方取消，或等待其结束。',
    },
  );
}

/** The credential of a batch that is to go on is not there. */
export function credentialNotStored(cause: AppError): AppError {
  return new AppError(
    'credential-not-found',
    {
      en: 'The credential that this batch was sent with is not kept here: it was read from a file, or deleted.',
      zh: '此批次使用的凭证没有保存在这里：它是从文件读取的，或已被删除。',
    },
    {
      en: 'Give it again with --credential FILE, or add it to the credentials and send the batch from there.',
      zh: '请用 --credential FILE 再次提供，或先将其添加到凭证中再发送。',
    },
    { cause },
  );
}
