/** Long enough for any browser to have begun the download. Unit: milliseconds. */
const RELEASE_MS = 60_000;

/** Hands a file to the browser's own download, which asks where to put it as its settings say. */
export function saveBlob(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), RELEASE_MS);
}
