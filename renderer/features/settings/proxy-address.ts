/** True for what the core can use as a proxy: `http://` or `https://`, host, port, perhaps a user. */
export function isProxyAddress(text: string): boolean {
  if (!URL.canParse(text.trim())) return false;
  const url = new URL(text.trim());
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '';
}
