// A certified OpenID provider on a free port of this machine, with fresh keys, for the tests.
//
// Prints `READY <issuer>` once it listens, and ends when its standard input does: with the test.
// The client `machine` gets JWT access tokens by client credentials; `resource` chooses the
// algorithm: urn:test:RS256, urn:test:ES256, urn:test:PS256.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider, errors } from 'oidc-provider';

const key = (kid, alg, type, options) => {
  const { privateKey } = generateKeyPairSync(type, options);
  return { ...privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
};

const configuration = {
  jwks: {
    keys: [
      key('rs-1', 'RS256', 'rsa', { modulusLength: 2048 }),
      key('ps-1', 'PS256', 'rsa', { modulusLength: 2048 }),
      key('es-1', 'ES256', 'ec', { namedCurve: 'P-256' }),
    ],
  },
  cookies: { keys: [randomBytes(32).toString('base64url')] },
  clients: [
    {
      client_id: 'machine',
      client_secret: 'machine-secret',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_post',
    },
    {
      client_id: 'window',
      client_secret: 'window-secret',
      application_type: 'native',
      redirect_uris: ['http://127.0.0.1/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
    },
    {
      client_id: 'device',
      application_type: 'native',
      redirect_uris: [],
      response_types: [],
      grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
      token_endpoint_auth_method: 'none',
    },
  ],
  scopes: ['openid', 'offline_access', 'api:read'],
  claims: { openid: ['sub'], profile: ['name'] },
  rotateRefreshToken: true,
  issueRefreshToken: async (ctx, client) => client.grantTypeAllowed('refresh_token'),
  findAccount: async (ctx, sub) => ({
    accountId: sub,
    claims: async () => ({ sub, name: `Test ${sub}` }),
  }),
  ttl: { AccessToken: 600, ClientCredentials: 600, IdToken: 3600, RefreshToken: 3600 },
  features: {
    // Any user name and any password will do.
    devInteractions: { enabled: true },
    userinfo: { enabled: true },
    introspection: { enabled: true, allowedPolicy: async () => true },
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    deviceFlow: { enabled: true },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: async (ctx, resource) => {
        const alg = /^urn:test:([RPE]S256)$/.exec(resource)?.[1];
        if (!alg) throw new errors.InvalidTarget('unknown resource');
        return {
          scope: 'api:read',
          audience: resource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
          jwt: { sign: { alg } },
        };
      },
    },
  },
};

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration);
  provider.on('server_error', (ctx, error) => console.error(ctx.path, error));
  server.on('request', provider.callback());
  console.log(`READY ${issuer}`);
});

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
