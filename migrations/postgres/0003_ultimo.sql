-- The last answers of ERPs, shown with their age while one cannot be asked. `dono` is a digest, `dados` is sealed; a row says
-- only that somebody's list was read, and when.
CREATE TABLE ultimo (
    dono     BYTEA  NOT NULL CHECK (octet_length(dono) = 32),
    operacao TEXT   NOT NULL,
    dados    BYTEA  NOT NULL,
    lida_em  BIGINT NOT NULL,
    expira   BIGINT NOT NULL CHECK (expira >= lida_em),
    PRIMARY KEY (dono, operacao)
);
CREATE INDEX ultimo_expira ON ultimo (expira);
