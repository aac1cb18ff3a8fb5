/** A broadcast channel. @public */
export interface Channel {
  readonly storagePolicy: 0 | 1;
}

/** One channel, with its app and ID. */
export interface PlacedChannel extends Channel {
  readonly bundleId: string;
  readonly id: string;
}

/** Broadcast channels by app. */
export interface Channels {
  find(bundleId: string, channelId: string): Channel | undefined;
  count(bundleId: string): number;
  list(bundleId: string): readonly string[];
  create(bundleId: string, channelId: string, channel: Channel): void;
  remove(bundleId: string, channelId: string): void;
  all(): readonly PlacedChannel[];
  /** Replaces all channels. */
  replaceAll(channels: readonly PlacedChannel[]): void;
}

/** @param changed - Called after a channel was created or removed. */
export function createChannels(changed: () => void): Channels {
  const apps = new Map<string, Map<string, Channel>>();

  function put(bundleId: string, channelId: string, channel: Channel): void {
    const channels = apps.get(bundleId) ?? new Map<string, Channel>();
    apps.set(bundleId, channels.set(channelId, channel));
  }

  return {
    find: (bundleId, channelId) => apps.get(bundleId)?.get(channelId),
    count: (bundleId) => apps.get(bundleId)?.size ?? 0,
    list: (bundleId) => [...(apps.get(bundleId)?.keys() ?? [])],
    create(bundleId, channelId, channel) {
      put(bundleId, channelId, channel);
      changed();
    },
    remove(bundleId, channelId) {
      apps.get(bundleId)?.delete(channelId);
      changed();
    },
    all: () =>
      [...apps].flatMap(([bundleId, channels]) =>
        [...channels].map(([id, { storagePolicy }]) => ({ bundleId, id, storagePolicy })),
      ),
    replaceAll(channels) {
      apps.clear();
      for (const { bundleId, id, storagePolicy } of channels) put(bundleId, id, { storagePolicy });
    },
  };
}
