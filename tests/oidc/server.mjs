// A certified OpenID provider on a free port of this machine, with fresh keys, for the tests.
//
// Prints `READY <issuer>` once it listens, and ends when its standard input does: with the test.
// Any user name and any password sign in, and the name becomes `sub`. Its clients stand below, one
// for each way of client authentication and each grant. The client `machine` gets JWT access tokens
// by client credentials; `resource` chooses the algorithm: urn:test:RS256, urn:test:ES256,
// urn:test:PS256.
//
// From the environment: OP_DPOP_NONCE=1 wants a nonce in DPoP proofs, OP_CLIENT_JWK is the public
// key of the clients `native-key` and `native-sealed`, for which the latter has everything encrypted
// (`native-sealed-secret` for its secret), OP_POST=1 takes what a browser brings with POST too, OP_SLOW=1 has
// a device ask each second and tells it once to ask less often (RFC 8628 §3.5), which this provider
// does not do by itself.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider, errors } from 'oidc-provider';

const key = (kid, alg, type, options) => {
  const { privateKey } = generateKeyPairSync(type, options);
  return { ...privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' };
};

// Standard output says that it is ready, and nothing else.
console.info = console.error;

const takesPost = process.env.OP_POST === '1';
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
// A native client may come back to any port (RFC 8252 §7.3).
const loopback = ['http://127.0.0.1/callback', 'http://[::1]/callback', 'http://localhost/callback'];
const native = {
  application_type: 'native',
  redirect_uris: loopback,
  post_logout_redirect_uris: loopback,
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
};
const clientKey = process.env.OP_CLIENT_JWK;

const configuration = {
  jwks: {
    keys: [
      key('rs-1', 'RS256', 'rsa', { modulusLength: 2048 }),
      key('ps-1', 'PS256', 'rsa', { modulusLength: 2048 }),
      key('es-1', 'ES256', 'ec', { namedCurve: 'P-256' }),
    ],
  },
  cookies: {
    keys: [randomBytes(32).toString('base64url')],
    long: { sameSite: takesPost ? 'none' : 'lax' },
  },
  enableHttpPostMethods: takesPost,
  clients: [
    { ...native, client_id: 'native-none', token_endpoint_auth_method: 'none' },
    {
      ...native,
      client_id: 'native-basic',
      client_secret: 'secret basic:+&%',
      token_endpoint_auth_method: 'client_secret_basic',
    },
    {
      ...native,
      client_id: 'native-post',
      client_secret: 'secret-post',
      token_endpoint_auth_method: 'client_secret_post',
    },
    {
      ...native,
      client_id: 'native-secret-jwt',
      client_secret: 'secret-jwt-at-least-32-bytes-long-0123456789',
      token_endpoint_auth_method: 'client_secret_jwt',
    },
    ...(clientKey
      ? [
          {
            ...native,
            client_id: 'native-key',
            jwks: { keys: [JSON.parse(clientKey)] },
            token_endpoint_auth_method: 'private_key_jwt',
          },
          {
            ...native,
            client_id: 'native-sealed',
            jwks: { keys: [JSON.parse(clientKey)] },
            token_endpoint_auth_method: 'private_key_jwt',
            id_token_encrypted_response_alg: 'ECDH-ES',
            userinfo_signed_response_alg: 'ES256',
            userinfo_encrypted_response_alg: 'ECDH-ES',
            introspection_signed_response_alg: 'ES256',
            introspection_encrypted_response_alg: 'ECDH-ES',
          },
          {
            ...native,
            client_id: 'native-sealed-secret',
            client_secret: 'secret-sealed',
            token_endpoint_auth_method: 'client_secret_post',
            id_token_encrypted_response_alg: 'dir',
            id_token_encrypted_response_enc: 'A256CBC-HS512',
            userinfo_signed_response_alg: 'ES256',
            userinfo_encrypted_response_alg: 'A128KW',
          },
        ]
      : []),
    {
      ...native,
      client_id: 'native-dpop',
      token_endpoint_auth_method: 'none',
      dpop_bound_access_tokens: true,
    },
    {
      ...native,
      client_id: 'native-par',
      token_endpoint_auth_method: 'none',
      require_pushed_authorization_requests: true,
    },
    {
      ...native,
      client_id: 'native-implicit',
      grant_types: ['implicit'],
      response_types: ['id_token token', 'id_token'],
      token_endpoint_auth_method: 'none',
    },
    // What it is told comes signed: who signed in, and what a token is worth (RFC 9701).
    {
      ...native,
      client_id: 'native-signed',
      client_secret: 'secret-signed',
      token_endpoint_auth_method: 'client_secret_post',
      introspection_signed_response_alg: 'ES256',
      userinfo_signed_response_alg: 'PS256',
    },
    // Who signed in comes signed with its secret.
    {
      ...native,
      client_id: 'native-hmac',
      client_secret: 'secret-hmac-at-least-32-bytes-long-0123456789',
      token_endpoint_auth_method: 'client_secret_post',
      userinfo_signed_response_alg: 'HS256',
    },
    {
      ...native,
      client_id: 'native-hybrid',
      grant_types: ['authorization_code', 'refresh_token', 'implicit'],
      response_types: ['code id_token'],
      token_endpoint_auth_method: 'none',
    },
    {
      client_id: 'device',
      application_type: 'native',
      grant_types: [DEVICE, 'refresh_token'],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'none',
    },
    {
      client_id: 'machine',
      client_secret: 'machine-secret',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_post',
    },
  ],
  clientAuthMethods: [
    'none',
    'client_secret_basic',
    'client_secret_post',
    'client_secret_jwt',
    'private_key_jwt',
  ],
  enabledJWA: { userinfoSigningAlgValues: ['HS256', 'RS256', 'PS256', 'ES256'] },
  responseTypes: ['code', 'code id_token', 'id_token', 'id_token token'],
  scopes: ['openid', 'offline_access', 'api:read'],
  claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
  // That a login goes without is judged by who asks for it.
  pkce: { required: () => false },
  // A token that was used is worth nothing, and who uses it again ends all of them.
  rotateRefreshToken: true,
  issueRefreshToken: async (ctx, client) => client.grantTypeAllowed('refresh_token'),
  findAccount: async (ctx, sub) => ({
    accountId: sub,
    claims: async () => ({
      sub,
      name: `Test ${sub}`,
      email: `${sub}@id.example`,
      email_verified: true,
    }),
  }),
  ttl: {
    AccessToken: 600,
    AuthorizationCode: 60,
    ClientCredentials: 600,
    DeviceCode: 600,
    Grant: 3600,
    IdToken: 3600,
    Interaction: 600,
    RefreshToken: 3600,
    Session: 3600,
  },
  features: {
    devInteractions: { enabled: true },
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    encryption: { enabled: true },
    dPoP: {
      enabled: true,
      nonceSecret: randomBytes(32),
      requireNonce: () => process.env.OP_DPOP_NONCE === '1',
    },
    introspection: { enabled: true, allowedPolicy: async () => true },
    jwtIntrospection: { enabled: true },
    jwtUserinfo: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    userinfo: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: async (ctx, client, oneOf) => oneOf ?? undefined,
      useGrantedResource: async () => true,
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
  let asksForPause = process.env.OP_SLOW === '1';
  provider.use(async (ctx, next) => {
    await next();
    if (asksForPause && ctx.body?.device_code) ctx.body = { ...ctx.body, interval: 1 };
    if (asksForPause && ctx.body?.error === 'authorization_pending') {
      asksForPause = false;
      ctx.body = { error: 'slow_down' };
    }
  });
  server.on('request', provider.callback());
  console.log(`READY ${issuer}`);
});

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
