export interface Channel {
  readonly storagePolicy: 0 | 1;
}

/** Broadcast channels by app. They live as long as the simulator. */
export interface Channels {
  find(bundleId: string, channelId: string): Channel | undefined;
  count(bundleId: string): number;
  list(bundleId: string): readonly string[];
  create(bundleId: string, channelId: string, channel: Channel): void;
  remove(bundleId: string, channelId: string): void;
  clear(): void;
}

export function createChannels(): Channels {
  const apps = new Map<string, Map<string, Channel>>();
  return {
    find: (bundleId, channelId) => apps.get(bundleId)?.get(channelId),
    count: (bundleId) => apps.get(bundleId)?.size ?? 0,
    list: (bundleId) => [...(apps.get(bundleId)?.keys() ?? [])],
    create(bundleId, channelId, channel) {
      const channels = apps.get(bundleId) ?? new Map<string, Channel>();
      apps.set(bundleId, channels.set(channelId, channel));
    },
    remove: (bundleId, channelId) => void apps.get(bundleId)?.delete(channelId),
    clear: () => apps.clear(),
  };
}
