// ari-client calls `request(url, callback)` once, to ask whether ARI is up. The package it names is
// unmaintained and carries advisories; this stands in for that one call. See docs/decisions.
const http = require('node:http');
const https = require('node:https');

module.exports = function request(target, callback) {
  const url = typeof target === 'string' ? target : (target.url ?? target.uri);
  const client = url.startsWith('https:') ? https : http;
  const req = client.get(url, { timeout: 5000 }, (response) => {
    response.resume();
    response.on('end', () => callback(null, response));
  });
  req.on('timeout', () => req.destroy(new Error('timed out after 5000 ms')));
  req.on('error', (error) => callback(error));
};
