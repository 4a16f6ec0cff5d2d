// Verifies and signs with the npm package jose. Reads a list of {alg, private, public, token} as
// JSON on standard input, and prints for each {alg, unsupported}, or {alg, claims, error, token}.
import { CompactSign, compactVerify, importJWK } from "jose";
import { text } from "node:stream/consumers";

const cases = JSON.parse(await text(process.stdin));
const answers = [];
for (const { alg, private: privateJwk, public: publicJwk, token } of cases) {
  let privateKey, publicKey;
  try {
    privateKey = await importJWK(privateJwk, alg);
    publicKey = await importJWK(publicJwk, alg);
  } catch (error) {
    if (error.code !== "ERR_JOSE_NOT_SUPPORTED") throw error;
    answers.push({ alg, unsupported: true });
    continue;
  }
  const answer = { alg };
  try {
    const { payload } = await compactVerify(token, publicKey, { algorithms: [alg] });
    answer.claims = JSON.parse(new TextDecoder().decode(payload));
  } catch (error) {
    answer.error = error.code;
  }
  const claims = new TextEncoder().encode(JSON.stringify({ iss: "jose", alg }));
  answer.token = await new CompactSign(claims).setProtectedHeader({ alg }).sign(privateKey);
  answers.push(answer);
}
console.log(JSON.stringify(answers));
