// A row of the inspector's list, for the list and for the few beside the phone.
import { h } from './dom.js';
import { t, time } from './i18n.js';

// 0: nobody answered, or nobody was there to be answered
const classOf = (status) => (!status ? '' : status >= 500 ? 'bad' : status >= 400 ? 'odd' : 'good');

function badge(row) {
  if (row.upstream === 'not-sent') return h('span', { class: 'tag' }, t('not_sent'));
  if (row.upstream === 'unknown') return h('span', { class: 'tag bad' }, t('unknown_outcome'));
  return null;
}

/** "/call/start": what stands in front of it is the same in every row. @param {string | null} path */
export const shortPath = (path) => (path ?? '').replace(/^.*(?=\/call\/)/, '');

/** What a row is about: the path of a request, of a delivery the event and the bot's origin. */
export const subjectOf = (row) =>
  row.kind === 'event_out'
    ? `${row.event} → ${row.destination ?? row.path.replace(/^https?:\/\//, '')}`
    : shortPath(row.path);

/** @param {{ row: any, count: number, skipped: number }} one */
export function rowParts({ row, count, skipped }) {
  const event = row.kind !== 'request';
  return [
    h('span', { class: 'at' }, time(row.time)),
    h('span', { class: 'verb' }, event ? t(row.kind) : row.method),
    h(
      'span',
      { class: 'path', title: row.path },
      subjectOf(row),
      count > 1 ? h('b', { class: 'times' }, ` ×${count}`) : null,
    ),
    h('span', { class: `code ${classOf(row.status)}` }, row.status || '–'),
    row.engine_status !== null
      ? h('span', { class: `code ${classOf(row.engine_status)}`, title: t('engine') }, `⇄ ${row.engine_status}`)
      : null,
    h(
      'span',
      { class: 'ms' },
      row.ms === null || row.ms === undefined ? '' : `${row.ms < 10 ? row.ms.toFixed(1) : Math.round(row.ms)} ms`,
    ),
    h(
      'span',
      { class: 'marks' },
      row.key ? h('span', { class: 'tag key' }, row.key) : null,
      badge(row),
      row.attempts > 1
        ? h('span', { class: 'tag' }, t(row.kind === 'event_out' ? 'attempt_number' : 'attempts', { n: row.attempts }))
        : null,
      row.outcome && row.outcome !== 'delivered'
        ? h('span', { class: row.outcome === 'retry' ? 'tag' : 'tag bad' }, t(`word_${row.outcome}`))
        : null,
      skipped ? h('span', { class: 'tag', title: t('skipped_why') }, t('skipped', { n: skipped })) : null,
      row.error ? h('span', { class: 'tag bad' }, row.error) : null,
    ),
  ];
}
