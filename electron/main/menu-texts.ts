import type { LocalizedText } from '#shared/text/localized-text';

/** The label of a menu item. */
export interface MenuText extends LocalizedText {
  /** The label on macOS, where it differs in Chinese. */
  readonly zhMac?: string;
  /** The mnemonic on Windows and Linux. */
  readonly key?: string;
}

/** The labels of the native menu, in the terms of the platforms. */
export const MENU_TEXTS = {
  file: { en: 'File', zh: '文件', key: 'F' },
  edit: { en: 'Edit', zh: '编辑', key: 'E' },
  view: { en: 'View', zh: '查看', zhMac: '显示', key: 'V' },
  push: { en: 'Push', zh: '推送', key: 'P' },
  window: { en: 'Window', zh: '窗口', key: 'W' },
  help: { en: 'Help', zh: '帮助', key: 'H' },

  about: { en: 'About Pushdeck', zh: '关于 Pushdeck', key: 'b' },
  settings: { en: 'Settings…', zh: '设置…', key: 'S' },
  services: { en: 'Services', zh: '服务' },
  hide: { en: 'Hide Pushdeck', zh: '隐藏 Pushdeck' },
  hideOthers: { en: 'Hide Others', zh: '隐藏其他' },
  showAll: { en: 'Show All', zh: '全部显示' },
  quit: { en: 'Quit Pushdeck', zh: '退出 Pushdeck', key: 'Q' },

  open: { en: 'Open…', zh: '打开…', key: 'O' },
  close: { en: 'Close Window', zh: '关闭窗口', key: 'C' },

  undo: { en: 'Undo', zh: '撤销', key: 'U' },
  redo: { en: 'Redo', zh: '重做', key: 'R' },
  cut: { en: 'Cut', zh: '剪切', key: 't' },
  copy: { en: 'Copy', zh: '复制', zhMac: '拷贝', key: 'C' },
  paste: { en: 'Paste', zh: '粘贴', key: 'P' },
  delete: { en: 'Delete', zh: '删除', key: 'D' },
  selectAll: { en: 'Select All', zh: '全选', key: 'A' },

  reload: { en: 'Reload', zh: '重新加载', zhMac: '重新载入', key: 'R' },
  developerTools: { en: 'Developer Tools', zh: '开发者工具', key: 'D' },
  actualSize: { en: 'Actual Size', zh: '实际大小', key: 'A' },
  zoomIn: { en: 'Zoom In', zh: '放大', key: 'I' },
  zoomOut: { en: 'Zoom Out', zh: '缩小', key: 'O' },
  fullScreen: { en: 'Full Screen', zh: '全屏', key: 'F' },

  send: { en: 'Send', zh: '发送', key: 'S' },
  find: { en: 'Go to Anything…', zh: '快速前往…', key: 'G' },

  minimize: { en: 'Minimize', zh: '最小化', key: 'M' },
  zoom: { en: 'Zoom', zh: '缩放', key: 'Z' },
  front: { en: 'Bring All to Front', zh: '前置全部窗口' },

  dataFolder: { en: 'Show Data Folder', zh: '显示数据文件夹', key: 'D' },
  appleDocs: { en: 'Apple: Sending Notification Requests', zh: 'Apple 文档：发送推送请求', key: 'A' },
  appleAnswers: { en: 'Apple: Responses from APNs', zh: 'Apple 文档：APNs 的响应', key: 'R' },
} as const satisfies Record<string, MenuText>;

export type MenuTextName = keyof typeof MENU_TEXTS;
