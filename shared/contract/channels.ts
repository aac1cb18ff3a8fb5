import { type } from '@orpc/contract';
import { z } from 'zod';
import { type Channel, type ChannelResult, STORAGE_POLICIES } from '../apns/channel.js';
import { procedure } from './errors.js';
import { pushInput } from './push.js';

const scope = pushInput
  .pick({ environment: true, credentialId: true })
  .extend({ bundleId: z.string().max(255) });
const one = scope.extend({ channelId: z.string().max(1024) });

/** Broadcast channels of an app. A refusal of APNs is a result, explained. */
export const channels = {
  list: procedure.input(scope).output(type<ChannelResult<readonly string[]>>()),
  create: procedure
    .input(scope.extend({ storagePolicy: z.enum(STORAGE_POLICIES) }))
    .output(type<ChannelResult<Channel>>()),
  read: procedure.input(one).output(type<ChannelResult<Channel>>()),
  delete: procedure.input(one).output(type<ChannelResult<null>>()),
};
