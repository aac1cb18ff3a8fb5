import { AppError } from '#shared/errors';

/** No batch has this ID. */
export function batchNotFound(id: string): AppError {
  return new AppError(
    'not-found',
    { en: `There is no batch ${id}.`, zh: `没有批次 ${id}。` },
    { en: 'It may have been removed from the history.', zh: '它可能已从历史记录中删除。' },
  );
}

/** A batch without a history cannot be resumed. */
export function batchNotStored(): AppError {
  return new AppError(
    'bad-argument',
    {
      en: 'Only a batch that is kept in the history can be resumed.',
      zh: '只有保存在历史记录中的批次才能继续。',
    },
    { en: 'Omit --no-history.', zh: '请去掉 --no-history。' },
  );
}

/** A batch that is being sent cannot be removed. */
export function batchStillSending(id: string): AppError {
  return new AppError(
    'bad-argument',
    { en: `Batch ${id} is being sent.`, zh: `批次 ${id} 正在发送。` },
    { en: 'Cancel it first, or wait until it ends.', zh: '请先取消它，或等待其结束。' },
  );
}

/** The batch can only be resumed with its list. */
export function listNeeded(id: string, command: string | null): AppError {
  const how = command ?? `pushdeck send --resume ${id} --to-file FILE`;
  return new AppError(
    'bad-argument',
    {
      en: `The list of batch ${id} was not read to its end, so it is not known how many devices are left.`,
      zh: `批次 ${id} 的列表没有读完，因此不知道还剩多少台设备。`,
    },
    { en: `Resume with the same list: ${how}`, zh: `请用同一列表继续：${how}` },
  );
}

/** The ledger is incomplete: pushes were sent that it does not know. */
export function batchHasGaps(id: string): AppError {
  return new AppError(
    'bad-argument',
    {
      en: `Batch ${id} cannot be resumed: from some point on its progress could not be written, so resuming it would send pushes twice.`,
      zh: `批次 ${id} 无法继续：其进度从某一时刻起未能写入，继续发送会造成重复推送。`,
    },
    {
      en: 'What was recorded is in the history. To send to the rest, make a list of those devices and send it as a new batch.',
      zh: '已写入的部分可在历史记录中查看。如需发送给其余设备，请将它们整理成列表，作为新批次发送。',
    },
  );
}

/** Another process is sending the batch. */
export function batchNotClaimable(id: string): AppError {
  return new AppError(
    'not-found',
    {
      en: `Batch ${id} does not exist, or another process is sending it right now.`,
      zh: `批次 ${id} 不存在，或正由另一个进程发送。`,
    },
    {
      en: 'See “pushdeck batches list”. Cancel it where it is being sent, or wait until it ends.',
      zh: '请查看“pushdeck batches list”。请在发送它的地方取消，或等待其结束。',
    },
  );
}

/** The credential of a batch to resume is not stored. */
export function credentialNotStored(cause: AppError): AppError {
  return new AppError(
    'credential-not-found',
    {
      en: 'The credential of this batch is not stored: it was read from a file, or has been deleted.',
      zh: '此批次使用的凭证没有保存在这里：它是从文件读取的，或已被删除。',
    },
    {
      en: 'Pass it again with --credential FILE, or add it to the credentials and send the batch from there.',
      zh: '请用 --credential FILE 再次提供，或先将其添加到凭证中再发送。',
    },
    { cause },
  );
}
