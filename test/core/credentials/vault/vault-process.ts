import { createCredentialService } from '#core/credentials/create-credential-service';
import { systemClock, systemRandomness } from '#core/ports/system-ports';

// Run by two-processes.test.ts, several times at once: adds keys to one vault as fast as it can.
const [dataDir = '', name = '', rounds = '0'] = process.argv.slice(2);
const service = createCredentialService({ dataDir, clock: systemClock, random: systemRandomness });
for (let round = 0; round < Number(rounds); round++) {
  await service.createRequest({ email: 'a@b.c', commonName: `${name}${round}`, keyType: 'p-256' });
}
