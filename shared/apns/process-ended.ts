import type { DeliveryFailure } from './push.js';

/** Why a push got no answer whose program was killed, crashed or lost its power while the push was under way. */
export const PROCESS_ENDED: DeliveryFailure = {
  step: 'request',
  code: 'process-ended',
  message: {
    en: 'Pushdeck ended while this push was under way, before an answer came.',
    zh: '此推送正在发送、尚未收到响应时，Pushdeck 已退出。',
  },
  hint: {
    en: 'It may have left and may have been delivered. Look at the device before sending it again.',
    zh: '推送可能已经发出并送达。重新发送前请先查看设备。',
  },
};
