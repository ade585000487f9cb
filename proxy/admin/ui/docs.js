// Swagger UI where it is there, else how to put it there.
'use strict';
if (typeof SwaggerUIBundle === 'function') {
  SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger', deepLinking: true, supportedSubmitMethods: [] });
} else {
  document.getElementById('missing').hidden = false;
}
