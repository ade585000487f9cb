// What the dialler is made of beside the call in hand: the pad, the list of calls, the last question.
import { over, shownNumber } from './call.js';
import { clear, confirmed, h, icon, icons } from './dom.js';
import { t, time } from './i18n.js';

const LETTERS = { 2: 'ABC', 3: 'DEF', 4: 'GHI', 5: 'JKL', 6: 'MNO', 7: 'PQRS', 8: 'TUV', 9: 'WXYZ', 0: '+' };
const STORIES = [
  ['5511988887777', 'story_usual'],
  ['5511988880205', 'story_205'],
  ['5511988880486', 'story_486'],
  ['5511988880408', 'story_408'],
];

function keyChoice(owner) {
  const many = owner.keys.map(({ name, number, usable }) =>
    h(
      'option',
      { value: name, disabled: !usable, selected: name === owner.key },
      usable ? `${name}${number ? ` ·${number}` : ''}` : `${name} (${t('digest_only')})`,
    ),
  );
  return h(
    'label',
    { class: 'pick' },
    t('from_key'),
    h('select', { id: 'key', onchange: (event) => owner.choose(event.target.value) }, many),
  );
}

function numberField(owner) {
  return h('input', {
    id: 'number',
    type: 'tel',
    inputmode: 'tel',
    autocomplete: 'off',
    placeholder: t('number_hint'),
    'aria-label': t('number'),
    onkeydown: (event) => event.key === 'Enter' && owner.start(),
  });
}

const padKey = (owner) => (one) =>
  h(
    'button',
    { class: 'digit', 'data-digit': one, onclick: () => owner.press(one) },
    one,
    ' ',
    h('small', {}, LETTERS[one] ?? ''),
  );

/** Leaves the number's field in owner.field. */
export function handset(owner) {
  owner.field = numberField(owner);
  const erase = () => (owner.field.value = owner.field.value.slice(0, -1));
  return h(
    'section',
    { class: 'card handset', 'aria-label': t('dialler') },
    keyChoice(owner),
    owner.key ? null : h('p', { class: 'warn' }, t('no_key')),
    h(
      'div',
      { class: 'display' },
      owner.field,
      h('button', { class: 'quiet', 'aria-label': t('erase'), onclick: erase }, icon(icons.back)),
    ),
    h('div', { class: 'pad' }, [...'123456789*0#'].map(padKey(owner))),
    h(
      'button',
      { class: 'go', id: 'call', disabled: !owner.key, onclick: () => owner.start() },
      icon(icons.phone),
      t('call'),
    ),
    owner.demo ? demoParts(owner) : null,
  );
}

/** Numbers of the reference engine that behave in a way of their own, and a call from outside. */
function demoParts(owner) {
  const chip = ([number, story]) =>
    h(
      'button',
      { class: 'chip', onclick: () => ((owner.field.value = shownNumber(number)), owner.field.focus()) },
      h('b', {}, `…${number.slice(-3)}`),
      ` ${t(story)}`,
    );
  return h(
    'div',
    { class: 'demo' },
    h('h2', {}, t('stories')),
    h('div', { class: 'chips' }, STORIES.map(chip)),
    h('button', { id: 'incoming', onclick: () => owner.letCall() }, icon(icons.incoming), t('let_call')),
  );
}

/** Where a real phone rings: asks once more. @returns {Promise<boolean>} */
export const confirmCall = (owner, number) =>
  confirmed(owner, t('confirm_title'), t('confirm_text', { number, key: owner.key }), t('cancel'), [
    icon(icons.phone),
    t('call'),
  ]);

/** The last calls of the key; drawn anew when they have changed. */
export function drawCalls(owner) {
  const text = JSON.stringify([owner.calls, owner.call?.callId]);
  if (text === owner.drawn) return;
  owner.drawn = text;
  const row = (call) =>
    h(
      'li',
      { class: call.state },
      icon(call.direction === 'incoming' ? icons.incoming : icons.outgoing),
      h(
        'button',
        {
          class: 'link',
          'aria-label': t('call_again', { number: shownNumber(call.number ?? '') }),
          onclick: () => ((owner.field.value = shownNumber(call.number ?? '')), owner.field.focus()),
        },
        shownNumber(call.number ?? ''),
      ),
      over(call) || call.callId === owner.call?.callId
        ? null
        : h('button', { class: 'chip', onclick: () => owner.open(call) }, t('open_call')),
      h('span', { class: 'muted' }, call.createdAt ? time(call.createdAt) : ''),
      h('span', { class: 'tag' }, t(`word_${call.state}`)),
    );
  clear(
    owner.history,
    h('h2', {}, t('calls')),
    owner.calls.length > 0 ? h('ol', {}, owner.calls.slice(0, 8).map(row)) : h('p', { class: 'muted' }, t('no_calls')),
  );
}
