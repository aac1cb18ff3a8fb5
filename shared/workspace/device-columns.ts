/** What a column of a table of devices can mean. */
export const DEVICE_COLUMNS = [
  'token',
  'name',
  'environment',
  'topic',
  'kind',
  'tags',
  'groups',
  'note',
] as const;
export type DeviceColumn = (typeof DEVICE_COLUMNS)[number];

/** Names that people give to columns, in lower case and without blanks, hyphens and underscores. */
const COLUMN_NAMES: Readonly<Record<DeviceColumn, readonly string[]>> = {
  token: ['token', 'devicetoken', 'apnstoken', 'pushtoken', '令牌', '设备令牌'],
  name: ['name', 'device', 'devicename', '名称', '设备'],
  environment: ['environment', 'env', '环境'],
  topic: ['topic', 'bundleid', 'bundle', '主题'],
  kind: ['kind', 'type', '类型'],
  tags: ['tags', 'tag', '标签'],
  groups: ['groups', 'group', '分组'],
  note: ['note', 'notes', 'comment', '备注'],
};

/** The index of the first column whose name has this meaning; -1 where none has. */
export function columnIndex(names: readonly string[], column: DeviceColumn): number {
  return names.findIndex((name) => COLUMN_NAMES[column].includes(name.toLowerCase().replace(/[\s_-]+/g, '')));
}
