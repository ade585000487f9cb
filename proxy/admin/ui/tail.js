// The last exchanges, beside the phone.
import { clear, h } from './dom.js';
import { fold } from './exchange.js';
import { feed } from './feed.js';
import { t } from './i18n.js';
import { rowParts } from './rows.js';

const SHOWN = 9;

class Tail extends HTMLElement {
  connectedCallback() {
    this.className = 'card tail';
    this.draws = () => this.draw();
    feed.addEventListener('change', this.draws);
    feed.use();
    this.draw();
  }

  disconnectedCallback() {
    feed.removeEventListener('change', this.draws);
    feed.leave();
  }

  draw() {
    const rows = fold(feed.rows).slice(-SHOWN).reverse();
    const hint =
      feed.state === 'none'
        ? t('no_inspector')
        : !feed.inspector.on && feed.state === 'live'
          ? t('recording_off')
          : t('none_yet');
    clear(
      this,
      h('div', { class: 'title' }, h('h2', {}, t('beside')), h('a', { href: '#inspector' }, t('open_inspector'))),
      rows.length > 0
        ? h(
            'ol',
            { class: 'rows' },
            rows.map((one) => h('li', {}, h('a', { class: 'entry', href: `#inspector/${one.row.id}` }, rowParts(one)))),
          )
        : h('p', { class: 'muted' }, hint),
    );
  }
}
customElements.define('ramal-tail', Tail);
