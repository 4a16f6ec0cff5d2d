// Verifies and signs, and decrypts and encrypts, with the npm package jose. Reads a list of {alg,
// private, public, token}, and enc where it is about encryption, as JSON on standard input, and
// prints for each {alg, unsupported}, or {alg, claims, error, token}.
import {
  CompactEncrypt, CompactSign, compactDecrypt, compactVerify, importJWK,
} from "jose";
import { text } from "node:stream/consumers";

const bytes = (value) => new TextEncoder().encode(JSON.stringify(value));
const value = (content) => JSON.parse(new TextDecoder().decode(content));

async function signature(answer, { alg, token }, privateKey, publicKey) {
  try {
    const { payload } = await compactVerify(token, publicKey, { algorithms: [alg] });
    answer.claims = value(payload);
  } catch (error) {
    answer.error = error.code;
  }
  answer.token = await new CompactSign(bytes({ iss: "jose", alg }))
    .setProtectedHeader({ alg })
    .sign(privateKey);
}

async function encryption(answer, { alg, enc, token }, privateKey, publicKey) {
  answer.token = await new CompactEncrypt(bytes({ iss: "jose", alg }))
    .setProtectedHeader({ alg, enc })
    .encrypt(publicKey);
  const options = { keyManagementAlgorithms: [alg], contentEncryptionAlgorithms: [enc] };
  try {
    answer.claims = value((await compactDecrypt(token, privateKey, options)).plaintext);
  } catch (error) {
    answer.error = error.code;
  }
}

const cases = JSON.parse(await text(process.stdin));
const answers = [];
for (const one of cases) {
  const { alg, enc } = one;
  let answer = { alg };
  try {
    // A shared key is imported for what it is used for.
    const name = alg === "dir" ? enc : alg;
    const privateKey = await importJWK(one.private, name);
    const publicKey = await importJWK(one.public, name);
    await (enc ? encryption : signature)(answer, one, privateKey, publicKey);
  } catch (error) {
    if (error.code !== "ERR_JOSE_NOT_SUPPORTED") throw error;
    answer = { alg, unsupported: true };
  }
  answers.push(answer);
}
console.log(JSON.stringify(answers));
