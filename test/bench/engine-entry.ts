/** What the engine bench loads: bundled once, as the product is. */
export { ApnsEngine } from '#core/apns/apns-engine';
export { createBatchService as createBatches } from '#core/apns/batches';
export { ProviderTokenCache as ProviderTokens } from '#core/apns/provider-token-cache';
export { openMemoryTokenStore } from '#core/apns/provider-token-store';
export { targetsFromFile } from '#core/apns/target-source';
export { systemClock } from '#core/ports/system-ports';
