-- Instants are milliseconds since 1970-01-01T00:00:00Z. Keys are SHA-256 digests. Nothing that names a person is in clear.

CREATE TABLE sessao (
    chave  BYTEA  NOT NULL PRIMARY KEY CHECK (octet_length(chave) = 32),
    dados  BYTEA  NOT NULL,
    expira BIGINT NOT NULL
);
CREATE INDEX sessao_expira ON sessao (expira);

CREATE TABLE handle (
    hash              BYTEA   NOT NULL PRIMARY KEY CHECK (octet_length(hash) = 32),
    sessao_chave      BYTEA   NOT NULL CHECK (octet_length(sessao_chave) = 32),
    sessao_id_selado  BYTEA   NOT NULL,
    titular_hmac      TEXT    NOT NULL,
    incorporadora     TEXT    NOT NULL,
    ua_hash           BYTEA   NOT NULL CHECK (octet_length(ua_hash) = 32),
    estado            TEXT    NOT NULL CHECK (estado IN ('novo', 'usado')),
    cookie_confirmado BOOLEAN NOT NULL,
    expira            BIGINT  NOT NULL,
    papel             TEXT    NOT NULL
);
CREATE INDEX handle_expira ON handle (expira);

CREATE TABLE lancamento (
    token_hash    BYTEA  NOT NULL CHECK (octet_length(token_hash) = 32),
    incorporadora TEXT   NOT NULL,
    papel         TEXT   NOT NULL,
    sessao_chave  BYTEA  NOT NULL CHECK (octet_length(sessao_chave) = 32),
    primeira_em   BIGINT NOT NULL,
    expira        BIGINT NOT NULL,
    PRIMARY KEY (token_hash, incorporadora, papel)
);
CREATE INDEX lancamento_expira ON lancamento (expira);

-- `detalhe` is sealed: the reason of a preview is free text and may name people.
CREATE TABLE auditoria (
    id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    quando        BIGINT NOT NULL,
    incorporadora TEXT   NOT NULL,
    titular_hmac  TEXT   NOT NULL,
    ator          TEXT   NOT NULL,
    acao          TEXT   NOT NULL,
    detalhe       BYTEA
);
CREATE INDEX auditoria_titular ON auditoria (incorporadora, titular_hmac, quando);
CREATE INDEX auditoria_quando ON auditoria (quando);
