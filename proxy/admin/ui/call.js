// What both halves of the dialler know of a call.

/** @param {any} call */
export const over = (call) => call.state === 'ended' || call.state === 'failed';

/** What a person reads: +55 11 98888-7777. @param {string} number */
export function shownNumber(number) {
  const parts = /^\+?55(\d\d)(\d{4,5})(\d{4})$/.exec(number);
  return parts ? `+55 ${parts[1]} ${parts[2]}-${parts[3]}` : number.replace(/^(\d{7,})$/, '+$1');
}
