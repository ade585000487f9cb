// Swagger UI where it is there, else how to put it there.
'use strict';
if (typeof SwaggerUIBundle === 'function') {
  // It writes markup of its own (examples, descriptions), which the page's policy lets pass by a policy with this name
  // alone. All of it comes from /openapi.json, which is the program's. Scripts are let pass by none.
  const types = /** @type {any} */ (window).trustedTypes; // not of every browser, nor of TypeScript's own types
  if (types) types.createPolicy('default', { createHTML: (/** @type {string} */ markup) => markup });
  SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger', deepLinking: true, supportedSubmitMethods: [] });
} else {
  document.getElementById('missing').hidden = false;
}
