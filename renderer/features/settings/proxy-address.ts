/** True for a proxy URL that the core can use: `http://` or `https://`, host, port, optionally a user. */
export function isProxyAddress(text: string): boolean {
  if (!URL.canParse(text.trim())) return false;
  const url = new URL(text.trim());
  return (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '';
}
