// Elements without markup in texts: nothing here parses HTML, so nothing can be injected.

/**
 * h('button', { class: 'big', onclick: f, 'aria-label': 'x' }, 'text', child, null)
 * @param {string} tag
 * @param {Record<string, any>} [properties]
 * @param {...any} children
 * @returns {any}
 */
export function h(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** The same for SVG. @returns {any} */
export function svg(tag, properties = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false));
  return element;
}

/** An icon of 24 units from the data of its path. */
export function icon(path) {
  return svg('svg', { viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true' }, svg('path', { d: path }));
}

export const icons = {
  phone:
    'M6.6 10.8a15 15 0 0 0 6.6 6.6l2.2-2.2a1 1 0 0 1 1-.25 11.4 11.4 0 0 0 3.6.58 1 1 0 0 1 1 1V20a1 1 0 0 1-1 1A17 17 0 0 1 3 4a1 1 0 0 1 1-1h3.5a1 1 0 0 1 1 1c0 1.25.2 2.45.57 3.57a1 1 0 0 1-.25 1z',
  down: 'M12 9c-1.6 0-3.15.25-4.6.72v3.1c0 .4-.23.74-.56.9-.98.49-1.87 1.12-2.66 1.85-.18.18-.43.28-.7.28-.28 0-.53-.11-.71-.29L.29 13.08A.99.99 0 0 1 0 12.37c0-.28.11-.53.29-.71C3.34 8.78 7.46 7 12 7s8.66 1.78 11.71 4.66c.18.18.29.43.29.71s-.11.53-.29.71l-2.48 2.48c-.18.18-.43.29-.71.29-.27 0-.52-.11-.7-.28a11.27 11.27 0 0 0-2.67-1.85 1 1 0 0 1-.56-.9v-3.1C15.15 9.25 13.6 9 12 9z',
  back: 'M22 5H8.5a2 2 0 0 0-1.5.7L1 12l6 6.3a2 2 0 0 0 1.5.7H22a1 1 0 0 0 1-1V6a1 1 0 0 0-1-1zm-4 10.6L16.6 17 14 14.4 11.4 17 10 15.6l2.6-2.6-2.6-2.6L11.4 9l2.6 2.6L16.6 9l1.4 1.4-2.6 2.6z',
  incoming: 'M20 5.4 18.6 4 7 15.6V9H5v10h10v-2H8.4z',
  outgoing: 'M4 18.6 5.4 20 17 8.4V15h2V5H9v2h6.6z',
  mic: 'M12 14a3 3 0 0 0 3-3V5a3 3 0 0 0-6 0v6a3 3 0 0 0 3 3zm5-3a5 5 0 0 1-10 0H5a7 7 0 0 0 6 6.9V21h2v-3.1A7 7 0 0 0 19 11z',
  pulse: 'M3 13h4l2-7 4 13 3-8 1 2h4v-2h-3l-2-4-3 8-4-13-3 9H3z',
  list: 'M3 5h18v2H3zm0 6h18v2H3zm0 6h12v2H3z',
  sun: 'M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zm-1-6h2v3h-2zm0 19h2v3h-2zM1 11h3v2H1zm19 0h3v2h-3zM4.2 5.6l1.4-1.4 2.1 2.1-1.4 1.4zm12.1 12.1 1.4-1.4 2.1 2.1-1.4 1.4zM4.2 18.4l2.1-2.1 1.4 1.4-2.1 2.1zM16.3 6.3l2.1-2.1 1.4 1.4-2.1 2.1z',
};

/**
 * Asks once more before something is done. The button that does nothing comes first, so it has the focus.
 * @param {any} owner @param {string} title @param {string} text @param {string} no @param {any} yes
 * @returns {Promise<boolean>}
 */
export function confirmed(owner, title, text, no, yes) {
  return new Promise((resolve) => {
    const dialog = h(
      'dialog',
      { class: 'sheet', 'aria-label': title },
      h('h2', {}, title),
      h('p', {}, text),
      h(
        'div',
        { class: 'row' },
        h('button', { onclick: () => dialog.close('no') }, no),
        h('button', { class: 'go small', onclick: () => dialog.close('yes') }, yes),
      ),
    );
    dialog.addEventListener('close', () => (resolve(dialog.returnValue === 'yes'), dialog.remove()));
    owner.append(dialog);
    dialog.showModal();
  });
}

/** Asks the browser to keep a text as a file. */
export function download(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Puts a text into the clipboard; shows it for copying by hand where there is none (no secure context). */
export async function copy(text, prompt) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = h('textarea', { readonly: true, rows: 8, 'aria-label': prompt }, text);
    const dialog = h('dialog', { class: 'sheet' }, h('p', {}, prompt), area);
    dialog.append(h('button', { onclick: () => dialog.close() }, 'OK'));
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    area.select();
    return false;
  }
}

export const clear = (element, ...children) => element.replaceChildren(...children.flat().filter(Boolean));
