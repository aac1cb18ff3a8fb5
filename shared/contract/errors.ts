import { oc, type Schema, type } from '@orpc/contract';
import type { ErrorMessage } from '../errors.js';

/** Start of every procedure: expected errors reach the page typed, with their code and both languages. */
export const procedure = oc.errors({ PUSHDECK: { status: 422, data: type<ErrorMessage>() } });

/** The output of a procedure that only does something. */
export const nothing: Schema<void, void> = type();
