import { collectHeaders } from '../apns/header-table.js';
import type { PushHeaders } from '../apns/push.js';
import { compileTemplate, renderText, type Template, type TemplateScope } from './template.js';

/** Compiles the headers to a template, to find their variables. @throws AppError `bad-template`. */
export function headerTemplate(headers: PushHeaders): Template {
  return compileTemplate(JSON.stringify(headers));
}

/** Substitutes the variables of text headers. @throws AppError `missing-variable`, `bad-template`. */
export function renderHeaders(headers: PushHeaders, scope: TemplateScope): PushHeaders {
  const { custom } = headers;
  return {
    ...collectHeaders({
      text: ({ key, isTemplate }) => {
        const text = headers[key];
        return text !== undefined && isTemplate ? renderText(text, scope) : text;
      },
      number: ({ key }) => headers[key],
    }),
    ...(custom === undefined
      ? {}
      : { custom: custom.map(({ name, value }) => ({ name, value: renderText(value, scope) })) }),
  };
}
