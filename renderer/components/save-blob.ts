/** Long enough for any browser to have started the download. Unit: milliseconds. */
const RELEASE_MS = 60_000;

/** Downloads a file through the browser, which asks for a location if its settings say so. */
export function saveBlob(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), RELEASE_MS);
}
