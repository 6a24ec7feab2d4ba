// Writes what the fuzzer starts from: for each target a folder of inputs and a dictionary of the words its decoder knows.
// Inputs are the vectors and recorded answers of the tests; words are the string literals of the decoder's source.
//
//   node fuzz/seeds.mjs <folder>

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const LONGEST = 8192;
const MOST_WORDS = 1000;

const read = (path) => readFileSync(join(ROOT, path), 'utf8');

/** Files below a folder, in a fixed order. */
function files(path) {
  const full = join(ROOT, path);
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .sort()
    .flatMap((name) => files(join(path, name)));
}

/** Every text in a JSON value. */
function texts(value) {
  if (typeof value === 'string') return [value];
  if (value && typeof value === 'object') return Object.values(value).flatMap(texts);
  return [];
}

const vectors = (name) => texts(JSON.parse(read(`crates/domain/tests/vetores/${name}.json`)));
const recorded = (...paths) => paths.flatMap(files).map(read);

/** String literals of Rust sources, tests left out. */
function words(...paths) {
  const all = new Set();
  for (const path of paths.flatMap(files).filter((p) => p.endsWith('.rs') && !/(tests|testes|propriedades)\b/.test(p))) {
    const source = read(path).split('#[cfg(test)]\nmod tests {')[0];
    for (const line of source.split('\n').filter((l) => !/^\s*\/\//.test(l))) {
      for (const [, word] of line.matchAll(/"((?:[^"\\]|\\["\\])+)"/g)) {
        if (word.length <= 32 && !word.includes(' {')) all.add(word.replace(/\\(["\\])/g, '$1'));
      }
    }
  }
  return [...all];
}

const keys = (names) => names.flatMap((name) => [name, `"${name}":`]);
const JSON_WORDS = ['null', 'true', 'false', '"null"', '[]', '{}', '1e999', '-1', '9223372036854775808', '0.1', '\\u0000'];
const DATES = ['2026-01-10', '10/01/2026', '0000-00-00', '2026-01-10T00:00:00-03:00', '9999-12-31', '-009999-01-01'];
const AMOUNTS = ['1.234,56', 'R$ 1.234,56', '1234.5', '-10', '(10,00)', '0,00', '999999999999,99', '1e3', '+1', '10-', '−1,00'];
const PEOPLE = ['11144477735', '111.444.777-35', '52998224725', '***.444.777-**', '12ABC34501DE35'];
const ANSWER = [...JSON_WORDS, ...DATES, ...AMOUNTS, ...PEOPLE];

/** The same answer about the person the targets ask about, whose rows alone are read to the end. */
const owned = (text) => text.replace(/(?<![\d.])\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?!\d)/g, PEOPLE[0]);

const adapter = (crate, ...inputs) => ({
  inputs: [...inputs, ...inputs.map(owned), '[]', '{}', 'null', '<html>', '{"error":"Título não encontrado"}', '[{"id":1,"valor":"1,00"}]'],
  words: [...keys(words(`crates/${crate}/src`, 'crates/leitura/src')), ...ANSWER],
});

const PDF = '%PDF-1.4\n<< /Type /Page >>\n%%EOF';
const XML = '<?xml version="1.0" encoding="UTF-8"?><Nfse xmlns="x"><a b="c&amp;">&#65;<![CDATA[d]]></a></Nfse>';
const base64 = (text) => Buffer.from(text).toString('base64');

/** A whole answer of the drawing process, without its mark: one page. */
function drawn() {
  const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const numbers = [0, 1, 1, 100, 100, png.length, 2];
  const header = Buffer.alloc(4 * numbers.length);
  numbers.forEach((n, i) => header.writeUInt32LE(n, 4 * i));
  return Buffer.concat([header, png, Buffer.from('ok')]);
}

const expressions = [
  ...recorded('mapeamentos').flatMap((text) => [...text.matchAll(/^[a-z-]+ = "([^"]+)"/gm)].map(([, e]) => e)),
  ...['dados[]', '[?a==`1`]', 'values(@)', 'a[1:2:-1]', 'sort_by(@, &a)', "join('-', [a, b])", 'max_by(@, &to_number(a))'],
];

const person = { email: 'x@example.com', empreendimentos: [{ id: 7, nome: 'Aurora', cnpj: '11.222.333/0001-81' }, 8], documento: '529.982.247-25', nome: 'Maria', idpessoa_int: 'ERP-77', ativo: 'S', tipo: 'sindico' };
const ring = (key) =>
  JSON.stringify({ versao: 1, atual: 'k1', chaves: [{ id: 'k1', criada: '2026-01-05T12:00:00Z', chave: base64(key) }] });

const TARGETS = {
  dinheiro: { inputs: [...AMOUNTS, '"1.5"', '1.5'], words: [...AMOUNTS, 'R$', '.', ',', '\u00a0', '\u2212'] },
  documento: { inputs: [...vectors('documentos'), ...PEOPLE, 'maria@example.com', '+55 11 91234-5678'], words: PEOPLE },
  boleto: { inputs: vectors('boleto'), words: ['00190.', '8460', ' ', '.'] },
  pix: { inputs: vectors('pix'), words: [...words('crates/domain/src/pix', 'crates/domain/src/pix.rs'), '000201', '6304', '***'] },
  erp_rest: adapter('erp-rest', ...recorded('crates/erp-rest/tests/rest/fixtures')),
  cv: adapter('cv', ...recorded('fuzz/seeds/erp_cv'), JSON.stringify({ dados: { token: 'a.eyJleHAiOjF9.c', expira_em: '2026-11-21 10:00:00' } })),
  erp_cv: adapter('erp-cv', ...recorded('fuzz/seeds/erp_cv')),
  erp_uau: adapter('erp-uau', ...recorded('fuzz/seeds/erp_uau'), '1/A/159', '1/A/159/P/7/1#1/2', '1/2', base64(PDF)),
  erp_mapped: adapter('erp-mapped', ...recorded('fuzz/seeds/erp_mapped'), base64(PDF)),
  mapeamento: {
    inputs: recorded('mapeamentos').flatMap((toml) => ['[{}]', ...recorded('fuzz/seeds/erp_mapped')].map((a) => `${toml}\n---\n${a}`)),
    words: [...words('crates/erp-mapped/src'), ...ANSWER, '\n---\n', '[operacoes.', '{documento}', '`[]`', '"""', "'''"],
  },
  expressao: {
    inputs: expressions.map((e) => `${e}\n[{"a":1,"b":"x"},{"a":null}]`),
    words: [...words('crates/erp-mapped/src/expressao.rs').map((w) => `${w}(`), '[?', '[]', '[*]', '||', '&&', '`1`', '@', '&', '::', '-2147483648', '2147483647'],
  },
  links: {
    inputs: [PDF, XML, base64(PDF), `"${base64(PDF)}"`, `data:application/pdf;base64,${base64(PDF)}`, base64(XML), 'https://arquivos.horizonte.example/b/1.pdf?x=1#y', 'http://127.0.0.1:9/x'],
    words: [...words('crates/links/src'), '<!DOCTYPE', '<!ENTITY', '<![CDATA[', ']]>', '<?xml', '&#x0;', 'xn--', '//', '@', '/ObjStm', '[::ffff:'],
  },
  raster: { inputs: [drawn(), Buffer.from([1, 0, 0, 0])], words: ['\x89PNG\r\n\x1a\n'] },
  configuracao: {
    inputs: [
      read('src/server/config/testes/completo.toml'),
      read('Leptos.toml').replace(/^\s*(#.*)?\n/gm, ''),
      `${read('src/server/config/testes/completo.toml')}\0FINANCEIRO__SERVIDOR__URL_PUBLICA=https://x.example\nFINANCEIRO_X=1`,
    ],
    words: [...words('src/server/config'), '\0FINANCEIRO__', '[[incorporadora]]', '[incorporadora.', '"""', "'''", '-file = '],
  },
  jwt: {
    inputs: [
      '{"alg":"HS256","typ":"JWT"}\n{"exp":1795266000,"nbf":1795262300,"iat":1795262300,"iss":"cv","aud":["financeiro"]}',
      `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${Buffer.from('{"exp":1795266000}').toString('base64url')}.x`,
    ],
    words: keys(['alg', 'typ', 'crit', 'HS256', 'none', 'exp', 'nbf', 'iat', 'iss', 'aud', 'cv', 'financeiro']).concat(['1795266000', '1e300', '-1e300', '253402207200']),
  },
  identidade: {
    inputs: [person, { dados: [{ cliente: person }] }, { pessoas: [person], registros: 1 }, { error: 'x', code: 401 }].map((v) => JSON.stringify(v)),
    words: [...keys(words('src/server/portal/identidade.rs')), ...JSON_WORDS, ...PEOPLE],
  },
  intake: {
    inputs: [
      'token=abcdefghijklmnop-1&destino=boletos/abc&idunidade=7\nBearer abcdefghijklmnop-1\napplication/json\n{"token":"abcdefghijklmnop-1"}',
      't=abcdefghijklmnop%2D1\n\napplication/x-www-form-urlencoded\njwt=abcdefghijklmnop-1',
      '/s/aaaaaaaaaaaaaaaaaaaaaa/boletos\n\n\n',
    ],
    words: [...words('src/server/portal/intake.rs', 'src/server/portal/intake/destino.rs'), 'token=', 'jwt=', 'Bearer ', '%2B', '/s/', '2026'],
  },
  selo: { inputs: ['\x01\x02k1', 'AQJrMQ', 'boleto-77'], words: ['\x01\x02k1', 'AQJrM'] },
  chaveiro: {
    inputs: [ring('0'.repeat(32)), ring('curta')],
    words: keys(['versao', 'atual', 'chaves', 'id', 'criada', 'chave', 'k1', 'k2', '2026-01-05T12:00:00Z', base64('1'.repeat(32))]),
  },
};

/** As libFuzzer's dictionaries have it: bytes that are not plain in hexadecimal. */
const escaped = (word) =>
  [...Buffer.from(word)]
    .map((b) => (b < 0x20 || b > 0x7e || b === 0x22 || b === 0x5c ? `\\x${b.toString(16).padStart(2, '0')}` : String.fromCharCode(b)))
    .join('');

const out = process.argv[2];
if (!out) throw new Error('usage: node fuzz/seeds.mjs <folder>');
rmSync(out, { recursive: true, force: true });
for (const [target, { inputs, words }] of Object.entries(TARGETS)) {
  mkdirSync(join(out, target), { recursive: true });
  for (const input of inputs.map((i) => Buffer.from(i)).filter((i) => i.length > 0 && i.length <= LONGEST)) {
    writeFileSync(join(out, target, createHash('sha1').update(input).digest('hex')), input);
  }
  const lines = [...new Set(words)].slice(0, MOST_WORDS).map((word) => `"${escaped(word)}"\n`);
  writeFileSync(join(out, `${target}.dict`), lines.join(''));
}
