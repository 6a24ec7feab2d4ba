-- Instants are milliseconds since 1970-01-01T00:00:00Z. Keys are SHA-256 digests. Nothing that names a person is in clear.

CREATE TABLE sessao (
    chave  BLOB    NOT NULL PRIMARY KEY CHECK (length(chave) = 32),
    dados  BLOB    NOT NULL,
    expira INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessao_expira ON sessao (expira);

CREATE TABLE handle (
    hash              BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    sessao_chave      BLOB    NOT NULL CHECK (length(sessao_chave) = 32),
    sessao_id_selado  BLOB    NOT NULL,
    titular_hmac      TEXT    NOT NULL,
    incorporadora     TEXT    NOT NULL,
    ua_hash           BLOB    NOT NULL CHECK (length(ua_hash) = 32),
    estado            TEXT    NOT NULL CHECK (estado IN ('novo', 'usado')),
    cookie_confirmado INTEGER NOT NULL CHECK (cookie_confirmado IN (0, 1)),
    expira            INTEGER NOT NULL,
    papel             TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX handle_expira ON handle (expira);

CREATE TABLE lancamento (
    token_hash    BLOB    NOT NULL CHECK (length(token_hash) = 32),
    incorporadora TEXT    NOT NULL,
    papel         TEXT    NOT NULL,
    sessao_chave  BLOB    NOT NULL CHECK (length(sessao_chave) = 32),
    primeira_em   INTEGER NOT NULL,
    expira        INTEGER NOT NULL,
    PRIMARY KEY (token_hash, incorporadora, papel)
) STRICT, WITHOUT ROWID;
CREATE INDEX lancamento_expira ON lancamento (expira);

-- `detalhe` is sealed: the reason of a preview is free text and may name people.
CREATE TABLE auditoria (
    id            INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    quando        INTEGER NOT NULL,
    incorporadora TEXT    NOT NULL,
    titular_hmac  TEXT    NOT NULL,
    ator          TEXT    NOT NULL,
    acao          TEXT    NOT NULL,
    detalhe       BLOB
) STRICT;
CREATE INDEX auditoria_titular ON auditoria (incorporadora, titular_hmac, quando);
CREATE INDEX auditoria_quando ON auditoria (quando);
