import type { Push } from '#shared/apns/push';
import type { Client } from '#shared/contract/index';

type PushInput = Parameters<Client['push']['send']>[0]['push'];

/** A push as the contract takes it: the same, with lists it may own. */
export function toPushInput(push: Push): PushInput {
  const { custom, ...headers } = push.headers;
  return {
    ...push,
    headers: {
      ...headers,
      ...(custom === undefined ? {} : { custom: custom.map((field) => ({ ...field })) }),
    },
  };
}
