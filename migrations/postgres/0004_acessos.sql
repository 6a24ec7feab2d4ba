-- Sessions as the person they belong to sees them: where and when each began. `aparelho` is a browser and a system, nothing
-- that tells one device from another. The row goes when its session does.
CREATE TABLE acesso (
    sessao_chave  BYTEA  NOT NULL PRIMARY KEY CHECK (octet_length(sessao_chave) = 32),
    incorporadora TEXT   NOT NULL,
    titular_hmac  TEXT   NOT NULL,
    papel         TEXT   NOT NULL,
    origem        TEXT   NOT NULL CHECK (origem IN ('portal', 'direto')),
    aparelho      TEXT   NOT NULL,
    iniciado_em   BIGINT NOT NULL
);
CREATE INDEX acesso_titular ON acesso (incorporadora, titular_hmac);

-- Attempts within a window: by person, by address. Keys are digests, so that a row names nobody.
CREATE TABLE tentativa (
    chave   BYTEA  NOT NULL PRIMARY KEY CHECK (octet_length(chave) = 32),
    quantas BIGINT NOT NULL CHECK (quantas >= 1),
    expira  BIGINT NOT NULL
);
CREATE INDEX tentativa_expira ON tentativa (expira);
