-- Download tickets. `dados` is sealed, and empty once the ticket was used: what is left only tells a person who comes back
-- what happened, until `remover_em`.
CREATE TABLE bilhete (
    hash          BYTEA  NOT NULL PRIMARY KEY CHECK (octet_length(hash) = 32),
    incorporadora TEXT   NOT NULL,
    titular_hmac  TEXT   NOT NULL,
    papel         TEXT   NOT NULL,
    dados         BYTEA  NOT NULL,
    estado        TEXT   NOT NULL CHECK (estado IN ('novo', 'usado')),
    expira        BIGINT NOT NULL,
    remover_em    BIGINT NOT NULL CHECK (remover_em >= expira),
    CHECK (estado = 'novo' OR octet_length(dados) = 0)
);
CREATE INDEX bilhete_remover_em ON bilhete (remover_em);

-- Issued declarations of settlement. What the public page of verification confirms (number, year, instant) is in clear, so
-- that it can be confirmed for as long as the paper is used, whatever became of the keys.
CREATE TABLE declaracao (
    codigo_hash     BYTEA  NOT NULL PRIMARY KEY CHECK (octet_length(codigo_hash) = 32),
    codigo_selado   BYTEA  NOT NULL,
    incorporadora   TEXT   NOT NULL,
    titular_hmac    TEXT   NOT NULL,
    contrato_hash   BYTEA  NOT NULL CHECK (octet_length(contrato_hash) = 32),
    ano             BIGINT NOT NULL CHECK (ano BETWEEN 1 AND 9999),
    numero          BIGINT NOT NULL CHECK (numero >= 1),
    emitida_em      BIGINT NOT NULL,
    conteudo_selado BYTEA  NOT NULL,
    UNIQUE (incorporadora, ano, numero),
    UNIQUE (incorporadora, titular_hmac, contrato_hash, ano)
);
