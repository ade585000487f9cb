// What the admin interface refuses, in Portuguese, by the code of its answer. In English the program says it itself; {text} is
// what it says.

/** @type {Record<string, string>} */
export const refusals = {
  ALREADY_ASKED: 'Esta ordem já veio e pode estar em andamento: olhe a lista de chamadas.',
  BAD_LEVEL: 'Nível desconhecido: escolha trace, debug, info, warn, error ou off.',
  BAD_MINUTES: 'Minutos inválidos: de 1 a 1440, ou 0 para desligar.',
  BAD_ORDER: 'A ordem está incompleta: {text}',
  BAD_REQUEST: 'Isto não é uma requisição HTTP/1.1: recarregue a página.',
  BODY_TOO_COMPLEX: 'O corpo tem membros, níveis ou dígitos demais: envie só o que este caminho aceita.',
  DIALLER_OFF: 'O discador está desligado aqui: escreva admin.dialler: true na configuração.',
  FOREIGN_ORIGIN: 'Páginas de outros sites não são atendidas: abra o console pelo mesmo endereço que você consulta.',
  GATEWAY_NOT_REACHED:
    'O gateway não foi alcançado e nada foi enviado: veja se a porta dele está aberta e tente de novo.',
  HEAD_TOO_LARGE: 'Os cabeçalhos da requisição são grandes demais: envie menos, ou mais curtos.',
  INTERNAL: 'O sinal não pôde ser enviado: envie-o ao processo com kill.',
  KEY_IS_A_DIGEST:
    'A configuração só tem o resumo desta chave: escolha uma que esteja lá como client_key ou em um arquivo.',
  LENGTH_REQUIRED: 'Falta Content-Length: recarregue a página.',
  METHOD_NOT_ALLOWED: 'Este caminho não aceita este método: recarregue a página.',
  MISDIRECTED_REQUEST:
    'A interface de administração não é conhecida por este nome: use 127.0.0.1, ou acrescente o nome em admin.hosts.',
  NOT_AUTHORIZED:
    'O token não vale: abra o endereço que o Ramal mostrou ao iniciar, ou cole o token de admin.token_file.',
  NOT_FOUND: 'Isto não existe, ou já não está guardado: recarregue a página.',
  NOT_JSON: 'Falta Content-Type: application/json. Recarregue a página.',
  NOT_REPLAYED: 'Nada volta a esperar: retome os destinos pausados; ofertas não são reenviadas. ({text})',
  NO_ADMIN_HEADER: 'Falta X-Ramal-Admin: 1. Recarregue a página.',
  NO_DEMO: 'Aqui as chamadas chegam sozinhas: só a demonstração pode fazer uma chegar.',
  NO_PLAIN_LISTENER: 'O discador precisa de uma porta sem TLS: acrescente uma em 127.0.0.1 a listeners.',
  NO_SUCH_DESTINATION: 'Não há este destino: compare keys[].name e more[].name.',
  NO_SUCH_EVENT: 'Não há este evento, ou a chave não tem eventos abandonados: atualize a página.',
  NO_TOKEN_CONFIGURED: 'Isto exige um token, e nenhum está configurado: escreva admin.token_file.',
  NO_WEBHOOKS: 'Nenhuma chave tem webhook: escreva keys[].webhook na configuração.',
  OUTBOX_FAILED: 'O outbox não pôde ser lido ou escrito: {text}',
  OUTBOX_SLOW:
    'O outbox não respondeu em 10 s e talvez ainda faça isto: olhe os webhooks desta página, e o disco de webhooks.store.',
  OUTCOME_UNKNOWN: 'Não veio resposta: olhe a lista de chamadas antes de tentar de novo.',
  PAYLOAD_TOO_LARGE: 'O corpo da requisição é grande demais: envie só o que o caminho aceita.',
  PROGRAM_RESTARTED:
    'O programa foi reiniciado, e a ordem pode ter sido executada antes: olhe a lista de chamadas antes de ligar de novo.',
  REPEATED_HEADER: 'Um cabeçalho que decide veio duas vezes: envie-o uma vez.',
  REPEATED_MEMBER: 'Um membro está duas vezes em um objeto do corpo: envie cada um uma vez.',
  TLS_EXPECTED: 'Esta porta fala TLS: use https://.',
  TOO_MANY: 'Ordens demais ao mesmo tempo: espere as respostas.',
  TOO_MANY_STREAMS: 'Páginas demais acompanham as requisições ao vivo: feche uma.',
  TOO_MUCH_UNREAD: 'Clientes demais não leem as suas respostas: volte em instantes.',
  UNKNOWN_KEY: 'Nenhuma chave da configuração tem este nome: recarregue a página.',
  WORKER_BUSY: 'Nem todos os workers responderam: os que estão presos fecham os disjuntores quando seguirem.',
};
