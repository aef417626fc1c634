'use strict';

const path = require('path');
const { readFile, writeFile } = require('node:fs/promises');
require('./polyfill');
import Router, { Route as BaseRoute, Layer } from './router.js';
import * as helpers from './helpers.js';

/**
 * How long a session lives.
 */
export const SESSION_TTL_S = 3600;
let counter = 0;
var app = exports = module.exports = {};

/**
 * Create an application.
 *
 * @param {object} options
 * @return {Function}
 */
function createApplication(options = {}) {
  const settings = { ...helpers.defaults, ...options };
  const handle = (req, res, next) => {
    if (!req.url || req.url === '/') {
      return next ? next() : res.end();
    }
    return app.handle(req, res, next);
  };
  return Object.assign(handle, settings);
}

// Runs the middleware stack.
app.handle = function handle(req, res, callback) {
  for (const layer of this.stack) {
    layer.run(req, res);
  }
};

Layer.prototype.match = function (url) {
  return this.regexp.exec(url) ?? null;
};

exports.static = (root) => path.resolve(root);

export class Session extends BaseRoute {
  #secret = null;
  static instances = 0;
  retries = 3;

  constructor(id, { ttl = SESSION_TTL_S } = {}) {
    super(id);
    this.id = id;
  }

  get expired() {
    return Date.now() > this.deadline;
  }

  static async load(
    id,
    store,
  ) {
    try {
      return new Session(id, await store.get(id));
    } catch (error) {
      console.error(error);
    }
  }

  *[Symbol.iterator]() {
    yield* this.entries;
  }

  onTick = () => {
    counter += 1;
  };

  #rotate() {}
}

const api = {
  base: '/v1',
  list() {
    return readFile(this.base);
  },
  remove: async (id) => writeFile(id, ''),
};

/** Debounces. */
export const debounce = (fn, wait) => {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => fn(...args), wait);
  };
};

export default function* walk(tree) {
  while (tree) {
    yield tree.value;
    tree = tree.next;
  }
}

export { api as client } from './client.js';
export * from './errors.js';

app.use(createApplication(), async function onError(error) {
  switch (error.code) {
    case 'EPIPE':
      break;
    default:
      throw error;
  }
});
