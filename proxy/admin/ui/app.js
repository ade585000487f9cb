// The page's frame: who is there, where one is, language and colours.
import { forgetToken, hasToken, keepToken, read, takeToken } from './api.js';
import { clear, h, icon, icons } from './dom.js';
import { language, otherLanguage, t } from './i18n.js';
import './dialler.js';
import './inspector.js';
import './overview.js';

const views = { dialler: icons.phone, inspector: icons.list, overview: icons.pulse };
const themes = ['auto', 'light', 'dark'];

class App extends HTMLElement {
  connectedCallback() {
    takeToken();
    this.theme = localStorage.getItem('ramal.theme') ?? 'auto';
    addEventListener('hashchange', () => this.go());
    addEventListener('ramal-token', () => (forgetToken(), this.draw()));
    this.draw();
  }

  /** Within a view the view itself follows the address. */
  go() {
    const came = takeToken();
    if (came || this.view !== this.shown) this.draw();
  }

  get view() {
    const [, name] = /^#([a-z]+)/.exec(location.hash) ?? [];
    return name && name in views ? name : 'dialler';
  }

  draw() {
    const root = document.documentElement;
    this.shown = this.view;
    root.lang = language();
    this.paint();
    document.title = `${t(this.view)} · Ramal`;
    const main = h('main', { id: 'content', tabindex: '-1' });
    clear(
      this,
      h(
        'a',
        { class: 'skip', href: '#content', onclick: (event) => (event.preventDefault(), main.focus()) },
        t('skip'),
      ),
      this.header(),
      isSecureContext ? null : this.tunnel(),
      main,
      this.footer(),
    );
    clear(main, hasToken() ? h(`ramal-${this.view}`) : this.door());
  }

  paint() {
    const { dataset } = document.documentElement;
    if (this.theme === 'auto') delete dataset.theme;
    else dataset.theme = this.theme;
  }

  header() {
    const link = ([name, path]) =>
      h(
        'a',
        { href: `#${name}`, 'aria-current': name === this.view ? 'page' : null },
        icon(path),
        h('span', {}, t(name)),
      );
    const next = themes[(themes.indexOf(this.theme) + 1) % themes.length];
    return h(
      'header',
      {},
      h(
        'a',
        { class: 'brand', href: '#dialler', 'aria-label': 'Ramal' },
        h('img', { src: '/ui/mark.svg', alt: '', width: 28, height: 28 }),
        'Ramal',
      ),
      h('nav', { 'aria-label': 'Ramal' }, Object.entries(views).map(link)),
      h(
        'div',
        { class: 'tools' },
        h(
          'button',
          {
            class: 'quiet',
            id: 'theme',
            onclick: () => this.choose(next),
            'aria-label': t('theme', { theme: t(this.theme) }),
            title: t('theme', { theme: t(this.theme) }),
          },
          icon(icons.sun),
        ),
        h(
          'button',
          {
            class: 'quiet',
            id: 'language',
            lang: language() === 'en' ? 'pt-BR' : 'en',
            onclick: () => (otherLanguage(), this.draw(), document.getElementById('language')?.focus()),
          },
          t('other_language'),
        ),
      ),
    );
  }

  choose(theme) {
    this.theme = theme;
    localStorage.setItem('ramal.theme', theme);
    this.paint();
    this.querySelector('header')?.replaceWith(this.header()); // a view goes on: it may be a call
    document.getElementById('theme')?.focus();
  }

  tunnel() {
    const port = location.port || '80';
    return h(
      'section',
      { class: 'notice', role: 'note' },
      h('p', {}, t('insecure')),
      h('code', {}, `ssh -L ${port}:127.0.0.1:${port} ${location.hostname}`),
    );
  }

  door() {
    const field = h('input', { id: 'token', type: 'password', autocomplete: 'off', required: true });
    const enter = (event) => {
      event.preventDefault();
      keepToken(field.value.trim());
      read('/api/config').catch(() => {}); // a wrong one brings this door back
      this.draw();
    };
    return h(
      'form',
      { class: 'card door', onsubmit: enter },
      h('h1', {}, t('token_title')),
      h('p', {}, t('token_text')),
      h('label', { for: 'token' }, t('token')),
      field,
      h('button', { class: 'primary' }, t('enter')),
    );
  }

  footer() {
    return h('footer', {}, h('p', {}, t('not_affiliated')), h('a', { href: '/docs' }, t('api_page')));
  }
}
customElements.define('ramal-app', App);
