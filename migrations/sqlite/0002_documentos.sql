-- Download tickets. `dados` is sealed, and empty once the ticket was used: what is left only tells a person who comes back
-- what happened, until `remover_em`.
CREATE TABLE bilhete (
    hash          BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    incorporadora TEXT    NOT NULL,
    titular_hmac  TEXT    NOT NULL,
    papel         TEXT    NOT NULL,
    dados         BLOB    NOT NULL,
    estado        TEXT    NOT NULL CHECK (estado IN ('novo', 'usado')),
    expira        INTEGER NOT NULL,
    remover_em    INTEGER NOT NULL CHECK (remover_em >= expira),
    CHECK (estado = 'novo' OR length(dados) = 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX bilhete_remover_em ON bilhete (remover_em);

-- Issued declarations of settlement. What the public page of verification confirms (number, year, instant) is in clear, so
-- that it can be confirmed for as long as the paper is used, whatever became of the keys.
CREATE TABLE declaracao (
    codigo_hash     BLOB    NOT NULL PRIMARY KEY CHECK (length(codigo_hash) = 32),
    codigo_selado   BLOB    NOT NULL,
    incorporadora   TEXT    NOT NULL,
    titular_hmac    TEXT    NOT NULL,
    contrato_hash   BLOB    NOT NULL CHECK (length(contrato_hash) = 32),
    ano             INTEGER NOT NULL CHECK (ano BETWEEN 1 AND 9999),
    numero          INTEGER NOT NULL CHECK (numero >= 1),
    emitida_em      INTEGER NOT NULL,
    conteudo_selado BLOB    NOT NULL,
    UNIQUE (incorporadora, ano, numero),
    UNIQUE (incorporadora, titular_hmac, contrato_hash, ano)
) STRICT, WITHOUT ROWID;
