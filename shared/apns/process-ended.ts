import type { DeliveryFailure } from './push.js';

/** The failure of a push that was in flight when the process was killed, crashed or lost power. */
export const PROCESS_ENDED: DeliveryFailure = {
  step: 'request',
  code: 'process-ended',
  message: {
    en: 'Pushdeck ended while this push was in flight, before an answer arrived.',
    zh: '此推送正在发送、尚未收到响应时，Pushdeck 已退出。',
  },
  hint: {
    en: 'It may have been sent and delivered. Check the device before sending it again.',
    zh: '推送可能已经发出并送达。重新发送前请先查看设备。',
  },
};
